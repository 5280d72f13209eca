import { cutEnd, displayWidth, sanitise } from '../../text/index.ts'
import type { Style } from '../cells/style.ts'
import type { Region } from '../cells/surface.ts'
import type { Role } from '../theme/palettes.ts'
import type { Theme } from '../theme/theme.ts'
import { drawBar } from './draw/bar.ts'
import { drawSparkline } from './draw/sparkline.ts'

/** A piece of a line: text, a bar of `width` columns filled by a share of 0–1, or a sparkline. */
export type Span =
  | { readonly text: string; readonly role?: Role; readonly bold?: boolean }
  | { readonly bar: number | null; readonly width: number; readonly role: Role }
  | {
      readonly spark: readonly (number | null)[]
      readonly width: number
      readonly role: Role
      readonly max?: number
    }

export type Line = readonly Span[]

export function text(value: string, role?: Role): Span {
  return role === undefined ? { text: value } : { text: value, role }
}

export function strong(value: string, role: Role = 'strong'): Span {
  return { text: value, role, bold: true }
}

function spanWidth(span: Span): number {
  return 'text' in span ? displayWidth(span.text) : span.width
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, span) => sum + spanWidth(span), 0)
}

/** Draws from the left; text that does not fit ends in `…`. Returns the column after it. */
export function drawLine(
  region: Region,
  x: number,
  y: number,
  line: Line,
  theme: Theme,
  change?: (style: Style) => Style,
): number {
  let column = x
  for (const span of line) {
    const room = region.width - column
    if (room <= 0) break
    const style = spanStyle(span, theme)
    const shown = change === undefined ? style : change(style)
    if ('text' in span) {
      column = region.put(column, y, cutEnd(sanitise(span.text), room), shown)
    } else if ('bar' in span) {
      drawBar(region, column, y, Math.min(room, span.width), span.bar, shown, theme)
      column += span.width
    } else {
      drawSparkline(region, column, y, Math.min(room, span.width), span.spark, shown, theme, span.max)
      column += span.width
    }
  }
  return column
}

/** Draws so that the line ends at column `end` (exclusive), if it fits from `start` on; else not at all. */
export function drawLineRight(
  region: Region,
  start: number,
  end: number,
  y: number,
  line: Line,
  theme: Theme,
): boolean {
  const width = lineWidth(line)
  if (width > end - start) return false
  drawLine(region, end - width, y, line, theme)
  return true
}

function spanStyle(span: Span, theme: Theme): Style {
  const role = span.role ?? 'text'
  return 'text' in span && span.bold === true ? theme.strong(role) : theme.ink(role)
}

/** Breaks text at blanks into lines of at most `width` columns; a longer word is broken where it must be. */
export function wrap(value: string, width: number): string[] {
  if (width <= 0) return []
  const lines: string[] = []
  let line = ''
  for (const word of joinUnits(sanitise(value)).split(' ')) {
    let rest = word.replaceAll(joint, ' ')
    const joined = line === '' ? rest : `${line} ${rest}`
    if (displayWidth(joined) <= width) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    while (displayWidth(rest) > width) {
      const head = headOf(rest, width)
      lines.push(head)
      rest = rest.slice(head.length)
    }
    line = rest
  }
  if (line !== '' || lines.length === 0) lines.push(line)
  return lines
}

const joint = '\u00a0'

/** A number is not torn from its unit, nor from the sign before it. */
function joinUnits(value: string): string {
  return value
    .replace(/(\d) (?=(?:ms|µs|s|min|h|d|%|[KMGT]iB)(?![\p{L}\d]))/gu, `$1${joint}`)
    .replace(/([≥≤<>+−]) (?=\d)/g, `$1${joint}`)
}

function headOf(value: string, width: number): string {
  let head = ''
  let used = 0
  for (const character of value) {
    const next = displayWidth(character)
    if (used + next > width) break
    head += character
    used += next
  }
  return head === '' ? [...value][0]! : head
}
