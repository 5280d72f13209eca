import { cutEnd, cutMiddle, displayWidth, padEnd, padStart } from '../../text/index.ts'
import type { Cell, Column, Table } from '../section.ts'
import type { Paint } from './paint.ts'
import { wrap } from './wrap.ts'

const gap = 2
/** A route is worth more than another figure until it has this many columns. */
const comfortable = 24
const least = 8

interface Fitted {
  readonly index: number
  readonly column: Column
  readonly width: number
}

/** Lines of a table that fits into `columns`. Columns of high rank are left out before a route is cut short. */
export function renderTable(table: Table, columns: number, paint: Paint): string[] {
  const fitted = fitInto(table, columns)
  const header = fitted.map(({ column, width }) => pad(column, column.title, width)).join(' '.repeat(gap))
  const lines = [paint('muted', header.trimEnd())]
  for (const row of table.rows) lines.push(...renderRow(row, fitted, paint))
  return lines
}

function fitInto({ columns, rows }: Table, room: number): Fitted[] {
  const natural = columns.map((column, index) =>
    rows.reduce((most, row) => Math.max(most, displayWidth(row[index]!.text)), displayWidth(column.title)),
  )
  let kept = columns.map((column, index) => ({ index, column, width: natural[index]! }))
  while (needed(kept) > room) {
    const highest = Math.max(...kept.map(({ column }) => column.rank))
    if (highest === 0) break
    kept = kept.filter(({ column }) => column.rank < highest)
  }
  return squeeze(kept, room)
}

/** Columns used when every flexible one has shrunk to what is still comfortable. */
function needed(kept: readonly Fitted[]): number {
  return kept.reduce(
    (sum, { column, width }) => sum + (column.flexible === undefined ? width : Math.min(width, comfortable)),
    gap * (kept.length - 1),
  )
}

/** Shares what is left among the flexible columns: those that need less than an equal part first. */
function squeeze(kept: readonly Fitted[], room: number): Fitted[] {
  const flexible = kept
    .filter(({ column }) => column.flexible !== undefined)
    .sort((a, b) => a.width - b.width)
  const rigid = kept.filter(({ column }) => column.flexible === undefined)
  let left = room - gap * (kept.length - 1) - rigid.reduce((sum, { width }) => sum + width, 0)
  const widths = new Map<number, number>()
  flexible.forEach(({ index, width }, position) => {
    const granted = Math.min(width, Math.max(least, Math.floor(left / (flexible.length - position))))
    widths.set(index, granted)
    left -= granted
  })
  return kept.map(each => ({ ...each, width: widths.get(each.index) ?? each.width }))
}

function renderRow(row: readonly Cell[], fitted: readonly Fitted[], paint: Paint): string[] {
  const cells = fitted.map(({ index, column, width }) => ({
    column,
    width,
    tone: row[index]!.tone ?? 'plain',
    lines: cellLines(row[index]!.text, column, width),
  }))
  const height = Math.max(...cells.map(({ lines }) => lines.length))
  return Array.from({ length: height }, (_, at) => {
    let line = ''
    let blank = 0
    for (const { column, width, tone, lines } of cells) {
      const text = lines[at] ?? ''
      const space = width - displayWidth(text)
      const before = column.align === 'right' ? space : 0
      if (text !== '') line += ' '.repeat(blank + before) + paint(tone, text)
      blank = text === '' ? blank + width + gap : space - before + gap
    }
    return line
  })
}

function cellLines(text: string, { flexible }: Column, width: number): string[] {
  if (flexible === 'wrap') return wrap(text, width)
  if (flexible === 'middle') return [cutMiddle(text, width)]
  return [flexible === 'end' ? cutEnd(text, width) : text]
}

function pad(column: Column, text: string, width: number): string {
  return column.align === 'right' ? padStart(text, width) : padEnd(text, width)
}
