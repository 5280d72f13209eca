import { type EndpointRow, endpointRows } from '../../endpoints.ts'
import { selectedRow } from '../../update/selection.ts'
import { drawLine, strong, text } from '../line.ts'
import { endpointLines } from '../pages/endpoint-lines.ts'
import type { Panel, Seen } from '../seen.ts'
import { drawEmpty } from './empty.ts'

/** The selected endpoint, for screens that have room for it beside the table. */
export const detail: Panel = {
  lines: () => [[strong('Endpoint '), text('Enter opens it', 'dim')]],

  draw(seen, region) {
    const row = selected(seen)
    if (row === null) return drawEmpty(seen, region, 'no endpoint selected')
    endpointLines(seen, row, region.width)
      .slice(0, region.height)
      .forEach((line, y) => {
        drawLine(region, 0, y, line, seen.theme)
      })
  },
}

function selected(seen: Seen): EndpointRow | null {
  return endpointRows(seen.snapshot, seen.state.sort)[selectedRow(seen.state)] ?? null
}
