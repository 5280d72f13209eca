import type { RequestRecord } from '../../../model/index.ts'
import { cutMiddle, padEnd, padStart, sanitise } from '../../../text/index.ts'
import type { Style } from '../../cells/style.ts'
import type { Region } from '../../cells/surface.ts'
import type { Role } from '../../theme/palettes.ts'
import { fitDuration } from '../fit.ts'
import { strong, text } from '../line.ts'
import { clock, type Panel, type Seen } from '../seen.ts'
import { drawEmpty } from './empty.ts'

export const recent: Panel = {
  lines(seen) {
    const first = seen.snapshot.recentRequests[0]
    if (first === undefined) return [[strong('Recent requests '), text('–', 'dim')]]
    const what = `${first.method ?? ''} ${first.path} ${first.status || '–'}`
    return [[strong('Latest '), text(what)]]
  },

  draw(seen, region) {
    const records = seen.snapshot.recentRequests
    if (records.length === 0) return drawEmpty(seen, region, 'no requests kept')
    const focused = seen.state.focus === 'recent'
    const chosen = Math.min(seen.state.chosen.recent, records.length - 1)
    const offset = focused ? Math.max(0, chosen - region.height + 1) : 0
    records.slice(offset, offset + region.height).forEach((record, y) => {
      drawRecord(seen, region, y, record, focused && offset + y === chosen)
    })
  },
}

export function statusRole(status: number): Role {
  const roles: readonly Role[] = ['dim', 'class1', 'class2', 'class3', 'class4', 'class5']
  return roles[Math.floor(status / 100)] ?? 'dim'
}

function drawRecord(seen: Seen, region: Region, y: number, record: RequestRecord, selected: boolean): void {
  const { theme } = seen
  const on = (base: Style): Style => (selected ? theme.selected(base) : base)
  if (selected) for (let x = 0; x < region.width; x++) region.set(x, y, ' ', on(theme.ink('text')))
  let x = region.put(0, y, `${clock(seen, record.timestamp)} `, on(theme.ink('dim')))
  const status = record.status === 0 ? theme.glyphs.dash : String(record.status)
  x = region.put(x, y, `${padStart(status, 3)} `, on(theme.ink(statusRole(record.status))))
  x = region.put(x, y, `${padStart(fitDuration(record.duration, 8), 8)} `, on(theme.ink('text')))
  x = region.put(x, y, padEnd(cutMiddle(sanitise(record.method ?? '–'), 7), 7), on(theme.ink('dim')))
  const room = region.width - x - 1
  if (room > 3) region.put(x + 1, y, cutMiddle(sanitise(record.path), room), on(theme.ink('text')))
}
