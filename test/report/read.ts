/** Readers of the formats, written from their specifications and not from the writers. */

/** RFC 4180. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    let value = ''
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (at >= text.length) throw new Error('a quoted field has no end')
        value += text[at]
        if (text[at] === '"') at++
      }
      at++
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\r') value += text[at++]
    }
    row.push(value)
    if (text[at] === ',') at++
    else if (text.startsWith('\r\n', at)) {
      at += 2
      rows.push(row)
      row = []
    } else throw new Error(`neither a comma nor an end of line at ${at}`)
  }
  return rows
}

/** The first table under a heading of a GFM text, with code spans and escapes undone. */
export function readMarkdownTable(text: string, heading: string): string[][] {
  const lines = text.slice(text.indexOf(`\n## ${heading}`)).split('\n')
  const start = lines.findIndex(line => line.startsWith('|'))
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'))
  return lines
    .slice(start, end)
    .filter((_, at) => at !== 1)
    .map(line =>
      line
        .slice(2, -2)
        .split(' | ')
        .map(cell =>
          cell
            .replace(/^\*\*|\*\*$|^`|`$/g, '')
            .replace(/\\(.)/g, '$1')
            .replace(/&lt;/g, '<')
            .replace(/&gt;/g, '>')
            .replace(/&amp;/g, '&'),
        ),
    )
}

/** A table of the text report: two spaces or more stand between its cells. */
export function readTextTable(text: string, heading: string): string[][] {
  const lines = text.slice(text.indexOf(`\n${heading}\n`) + 1).split('\n')
  const end = lines.findIndex((line, at) => at > 0 && !line.startsWith('  '))
  return lines.slice(1, end).map(line => line.trim().split(/ {2,}/))
}

/** The table of a section of the page, each cell with its `data-v`. */
export function readHtmlTable(page: string, id: string): { text: string; value: string | undefined }[][] {
  const section = page.slice(page.indexOf(`<section id="${id}"`))
  const table = section.slice(section.indexOf('<table>'), section.indexOf('</table>'))
  return [...table.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row!.matchAll(/<t[hd]([^>]*)>(.*?)<\/t[hd]>/gs)].map(([, attributes, content]) => ({
      text: content!
        .replace(/&lt;/g, '<')
        .replace(/&gt;/g, '>')
        .replace(/&quot;/g, '"')
        .replace(/&#39;/g, "'")
        .replace(/&amp;/g, '&'),
      value: /data-v="([^"]*)"/.exec(attributes!)?.[1],
    })),
  )
}
