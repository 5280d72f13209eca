import {
  cutEnd,
  cutMiddle,
  displayWidth,
  formatInteger,
  padEnd,
  padStart,
  sanitise,
} from '../../../text/index.ts'
import type { Style } from '../../cells/style.ts'
import type { Region } from '../../cells/surface.ts'
import { type EndpointRow, endpointRows, isOther, shownRows } from '../../endpoints.ts'
import { selectedRow } from '../../update/selection.ts'
import { drawSparkline } from '../draw/sparkline.ts'
import { strong, text } from '../line.ts'
import type { Panel, Seen } from '../seen.ts'
import { drawEmpty } from './empty.ts'
import { type Column, columnsFor, methodWidth, routeWidth } from './endpoint-columns.ts'

export const endpoints: Panel = {
  figures(seen) {
    const { length } = seen.snapshot.endpoints
    const { column, reverse } = seen.state.sort
    const order = `${reverse ? seen.theme.glyphs.up : seen.theme.glyphs.down} by ${column}`
    return [[text(`${formatInteger(length)} routes  `, 'dim'), text(order, 'dim')], [text(order, 'dim')]]
  },

  lines: seen => [[strong('Endpoints '), text(formatInteger(seen.snapshot.endpoints.length))]],

  draw(seen, region) {
    const rows = endpointRows(seen.snapshot, seen.state.sort)
    if (rows.length === 0) return drawEmpty(seen, region, 'no requests in this window')
    const columns = columnsFor(region.width, seen)
    drawHeader(seen, region, columns)
    const selected = selectedRow(seen.state)
    shownRows(rows, selected, region.height - 1).forEach((index, y) => {
      drawRow(seen, region, y + 1, rows[index]!, columns, index === selected)
    })
  },
}

function drawHeader(seen: Seen, region: Region, columns: readonly Column[]): void {
  const dim = seen.theme.ink('dim')
  const { sort } = seen.state
  const room = routeWidth(region.width, columns)
  let x = region.put(0, 0, padEnd('Method', methodWidth), dim)
  x = region.put(x, 0, padEnd(cutEnd('Route', room), room), style('route'))
  for (const column of columns) {
    const mark =
      column.sort === sort.column ? (sort.reverse ? seen.theme.glyphs.up : seen.theme.glyphs.down) : ''
    const title = displayWidth(column.title + mark) <= column.width ? column.title + mark : column.title
    x = region.put(
      x + 1,
      0,
      column.left ? padEnd(title, column.width) : padStart(title, column.width),
      style(column.sort),
    )
  }
  function style(name: string | null): Style {
    return name === sort.column ? seen.theme.strong('strong') : dim
  }
}

function drawRow(
  seen: Seen,
  region: Region,
  y: number,
  row: EndpointRow,
  columns: readonly Column[],
  selected: boolean,
): void {
  const { theme } = seen
  const { method, endpoint } = row.stats
  const on = (base: Style): Style => (selected ? theme.selected(base) : base)
  if (selected) for (let x = 0; x < region.width; x++) region.set(x, y, ' ', on(theme.ink('text')))
  const focused = selected && seen.state.focus === 'endpoints'
  region.put(0, y, cutMiddle(sanitise(method ?? theme.glyphs.dash), methodWidth - 1), on(theme.ink('dim')))
  const room = routeWidth(region.width, columns)
  const ink = focused ? theme.strong('strong') : theme.ink(isOther(row.stats) ? 'dim' : 'text')
  region.put(methodWidth, y, cutMiddle(sanitise(endpoint), room), on(ink))
  let x = methodWidth + room
  for (const column of columns) {
    x++
    const cell = column.cell(row, seen)
    if ('spark' in cell)
      drawSparkline(region, x, y, column.width, cell.spark, on(theme.ink(cell.role)), theme)
    else region.put(x, y, padStart(cell.text, column.width), on(theme.ink(cell.role)))
    x += column.width
  }
}
