import type { ErrorCount } from '../../../model/index.ts'
import { formatCount, formatInteger, formatPercent, padStart } from '../../../text/index.ts'
import type { Role } from '../../theme/palettes.ts'
import { drawLine, drawLineRight, type Line, strong, text } from '../line.ts'
import type { Panel, Seen } from '../seen.ts'
import { drawEmpty } from './empty.ts'

interface Row {
  readonly name: string
  readonly count: number
  readonly role: Role
}

const classRoles: readonly Role[] = ['class1', 'class2', 'class3', 'class4', 'class5']

export const status: Panel = {
  figures: seen => [[text(`${formatInteger(seen.snapshot.requests.total)} requests`, 'dim')]],

  lines(seen) {
    const rows = classes(seen).filter(row => row.count > 0)
    if (rows.length === 0) return [[strong('Status '), text('–', 'dim')]]
    const counts = (shown: readonly Row[]): Line =>
      shown.flatMap(row => [strong(` ${row.name} `, row.role), text(formatCount(row.count))])
    const errors = rows.filter(row => row.role === 'class4' || row.role === 'class5')
    return [[strong('Status'), ...counts(rows)], counts(rows), counts(errors.length > 0 ? errors : rows)]
  },

  draw(seen, region) {
    const { total } = seen.snapshot.requests
    if (total === 0) return drawEmpty(seen, region, 'no requests')
    const rows = classes(seen)
    const needed = rows.filter(row => row.count > 0)
    const shown = rows.length <= region.height ? rows : needed
    let y = 0
    for (const row of shown) {
      if (y >= region.height) return
      drawRow(seen, region, y++, row, total, 4)
    }
    if (y + 2 > region.height) return
    y++
    for (const [code, count] of codes(seen)) {
      if (y >= region.height) return
      const row = { name: code, count, role: classRoles[Number(code[0]) - 1] ?? 'text' }
      drawRow(seen, region, y++, row, total, 4)
    }
    y++
    for (const error of seen.snapshot.topErrors) {
      if (y >= region.height) return
      drawLine(region, 0, y++, errorLine(error), seen.theme)
    }
  },
}

function errorLine({ status, method, endpoint, count, message }: ErrorCount): Line {
  const said = message === null ? '' : `  ${message}`
  return [
    text(padStart(formatCount(count), 6)),
    strong(`  ${status} `, classRoles[Math.floor(status / 100) - 1] ?? 'text'),
    text(`${method ?? ''} ${endpoint}`.trim()),
    text(said, 'dim'),
  ]
}

function classes(seen: Seen): Row[] {
  const sums = [0, 0, 0, 0, 0]
  for (const [code, count] of Object.entries(seen.snapshot.requests.statusCodes)) {
    const index = Number(code[0]) - 1
    if (index in sums) sums[index]! += count
  }
  const rows: Row[] = sums.map((count, index) => ({
    name: `${index + 1}xx`,
    count,
    role: classRoles[index]!,
  }))
  const unknown = { name: '?', count: seen.snapshot.requests.statusUnknown, role: 'dim' as const }
  return [...rows.filter((row, index) => index > 0 || row.count > 0), ...(unknown.count > 0 ? [unknown] : [])]
}

/** Codes with their counts, most first. */
function codes(seen: Seen): [code: string, count: number][] {
  return Object.entries(seen.snapshot.requests.statusCodes).sort(
    (a, b) => b[1] - a[1] || a[0].localeCompare(b[0]),
  )
}

function drawRow(
  seen: Seen,
  region: Parameters<Panel['draw']>[1],
  y: number,
  row: Row,
  total: number,
  name: number,
): void {
  const figures: Line = [
    text(padStart(formatCount(row.count), 6)),
    text(padStart(formatPercent(row.count / total), 8), 'dim'),
  ]
  const x = drawLine(region, 0, y, [strong(row.name.padEnd(name), row.role)], seen.theme)
  const bar = region.width - x - 14
  if (bar >= 2) {
    drawLine(region, x, y, [{ bar: row.count / total, width: bar, role: row.role }], seen.theme)
  }
  drawLineRight(region, x, region.width, y, figures, seen.theme)
}
