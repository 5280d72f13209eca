import { displayWidth, graphemes } from '../../text/index.ts'

/** Breaks at spaces; a word longer than a line is broken where it must. At least one line. */
export function wrap(text: string, columns: number): string[] {
  const room = Math.max(1, columns)
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const word of text.split(' ').flatMap(word => pieces(word, room))) {
    const width = displayWidth(word)
    if (line !== '' && used + 1 + width > room) {
      lines.push(line)
      line = ''
      used = 0
    }
    line = line === '' ? word : `${line} ${word}`
    used = used === 0 ? width : used + 1 + width
  }
  lines.push(line)
  return lines
}

function pieces(word: string, columns: number): string[] {
  if (displayWidth(word) <= columns) return [word]
  const parts: string[] = []
  let part = ''
  let used = 0
  for (const grapheme of graphemes(word)) {
    const width = displayWidth(grapheme)
    if (used + width > columns && part !== '') {
      parts.push(part)
      part = ''
      used = 0
    }
    part += grapheme
    used += width
  }
  parts.push(part)
  return parts
}
