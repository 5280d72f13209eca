import { backgroundOf, Flag, foregroundOf, hasFlag, ownColour, type Style } from '../cells/style.ts'
import { continuation, type Surface } from '../cells/surface.ts'
import type { Palette } from '../theme/palettes.ts'
import { hexOf } from './colours.ts'
import { dotSize, isBand, type Stroke, shapeOf } from './shapes.ts'

/** Pixels of a cell: monospaced fonts are 0.6 em wide. Whole ones, so that blocks meet without seams. */
const cellWidth = 9
const cellHeight = 19
const fontSize = 15
const baseline = 14
const margin = 10

/**
 * The screen as a picture that needs no fonts for anything but text: bars, shades, frames and braille are
 * drawn as shapes, so that it looks the same everywhere.
 */
export function saveSvg(surface: Surface, palette: Pick<Palette, 'paper' | 'ink'>): string {
  const width = round(surface.width * cellWidth + 2 * margin)
  const height = round(surface.height * cellHeight + 2 * margin)
  const body: string[] = []
  for (let y = 0; y < surface.height; y++) body.push(...rowOf(surface, y, palette))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${fontSize}">`,
    // Where it stands inside an HTML page, xml:space is not heeded.
    `<style>text{white-space:pre}</style>`,
    `<rect width="100%" height="100%" rx="6" fill="${palette.paper}"/>`,
    `<g transform="translate(${margin} ${margin})" xml:space="preserve">`,
    ...body,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

interface Inks {
  readonly foreground: string
  readonly background: string | null
  readonly bold: boolean
  readonly underline: boolean
}

function inksOf(style: Style, palette: Pick<Palette, 'paper' | 'ink'>): Inks {
  const foreground = foregroundOf(style) === ownColour ? palette.ink : hexOf(foregroundOf(style))
  const background = backgroundOf(style) === ownColour ? null : hexOf(backgroundOf(style))
  const bold = hasFlag(style, Flag.bold)
  const underline = hasFlag(style, Flag.underline)
  return hasFlag(style, Flag.inverse)
    ? { foreground: background ?? palette.paper, background: foreground, bold, underline }
    : { foreground, background, bold, underline }
}

/** Cells of equal look in one row, drawn together. */
function rowOf(surface: Surface, y: number, palette: Pick<Palette, 'paper' | 'ink'>): string[] {
  const parts: string[] = []
  let from = 0
  while (from < surface.width) {
    const style = surface.styles[y * surface.width + from]!
    let to = from + 1
    while (to < surface.width && surface.styles[y * surface.width + to] === style) to++
    const cells = surface.characters.slice(y * surface.width + from, y * surface.width + to)
    parts.push(...runOf(cells, from, y, inksOf(style, palette)))
    from = to
  }
  return parts
}

function runOf(cells: readonly string[], column: number, row: number, inks: Inks): string[] {
  const parts: string[] = []
  const y = row * cellHeight
  if (inks.background !== null) {
    const area = `x="${column * cellWidth}" y="${y}" width="${cells.length * cellWidth}" height="${cellHeight}"`
    parts.push(`<rect ${area} fill="${inks.background}"/>`)
  }
  const paths: Record<Stroke, string> = { fill: '', block: '', dots: '' }
  let word = ''
  let wordAt = 0
  const flush = (): void => {
    if (word.trim() !== '') parts.push(wordOf(word, wordAt, row, inks))
    word = ''
  }
  for (let index = 0; index < cells.length; index++) {
    const character = cells[index]!
    const from = index
    while (isBand(character) && cells[index + 1] === character) index++
    const x = (column + from) * cellWidth
    const shape = shapeOf(character, { x, y, width: (index - from + 1) * cellWidth, height: cellHeight })
    if (shape !== null) {
      paths[shape.stroke] += shape.path
      flush()
    } else if (character !== continuation) {
      if (word === '') wordAt = column + from
      word += character
      // A wide or unknown character ends the run: its advance is the font's, not ours.
      if (character > '\x7e') flush()
    }
  }
  flush()
  for (const stroke of ['fill', 'block', 'dots'] as const) {
    if (paths[stroke] !== '') parts.push(`<path d="${paths[stroke]}" ${looks[stroke](inks.foreground)}/>`)
  }
  return parts
}

const looks: Readonly<Record<Stroke, (colour: string) => string>> = {
  fill: colour => `fill="${colour}"`,
  block: colour => `fill="${colour}" shape-rendering="crispEdges"`,
  dots: colour => `stroke="${colour}" stroke-width="${dotSize}" stroke-linecap="round"`,
}

function wordOf(word: string, column: number, row: number, inks: Inks): string {
  const lead = word.length - word.trimStart().length
  const shown = word.trim()
  const x = round((column + lead) * cellWidth)
  const weight = inks.bold ? ' font-weight="bold"' : ''
  const line = inks.underline ? ' text-decoration="underline"' : ''
  const length = shown.length > 1 ? ` textLength="${round(shown.length * cellWidth)}"` : ''
  return `<text x="${x}" y="${row * cellHeight + baseline}" fill="${inks.foreground}"${weight}${line}${length}>${escapeXml(shown)}</text>`
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
