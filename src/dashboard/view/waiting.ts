import type { Snapshot } from '../../model/index.ts'
import { sanitise } from '../../text/index.ts'
import type { Region } from '../cells/surface.ts'
import type { Theme } from '../theme/theme.ts'
import { drawLine, type Line, lineWidth, strong, text } from './line.ts'

/** Nothing has arrived yet: how to feed the screen. */
export function drawWaiting(region: Region, snapshot: Snapshot | null, theme: Theme): void {
  const lines = waitingLines(snapshot)
  const width = Math.max(...lines.map(lineWidth))
  const x = Math.max(1, Math.floor((region.width - width) / 2))
  const y = Math.max(0, Math.floor((region.height - lines.length) / 2))
  lines.forEach((line, index) => {
    drawLine(region, x, y + index, line, theme)
  })
}

function waitingLines(snapshot: Snapshot | null): Line[] {
  const sources = snapshot?.sources ?? []
  return [
    [strong('Nothing has arrived yet.')],
    [],
    ...sources.map((source): Line => {
      const state = source.message ?? (source.kind === 'file' ? 'no lines yet' : 'open, waiting for lines')
      return [
        text(`${kinds[source.kind]} `, 'dim'),
        strong(sanitise(source.name)),
        text(`  ${sanitise(state)}`, 'dim'),
      ]
    }),
    ...(sources.length === 0 ? [] : [[]]),
    [text('a file    ', 'dim'), text('api-metrics watch access.log')],
    [text('a pipe    ', 'dim'), text('tail -F access.log | api-metrics')],
    [text('a socket  ', 'dim'), text('api-metrics watch --listen tcp://127.0.0.1:9125')],
    [],
    [strong('d', 'accent'), text(' starts the demo', 'dim')],
  ]
}

const kinds = {
  file: 'file',
  stdin: 'pipe',
  tcp: 'socket',
  unix: 'socket',
  http: 'socket',
  history: 'history',
  library: 'library',
} as const
