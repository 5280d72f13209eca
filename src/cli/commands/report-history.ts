import type { TimeRange } from '../../collector/index.ts'
import { AppError, type Snapshot } from '../../model/index.ts'
import { checkHistoryRequest, historySnapshotNow, recordedUntil } from '../../pipeline/history-view.ts'
import { expectLittle } from '../engine.ts'
import type { Runtime } from '../runtime.ts'
import { fleetTarget, openReader, type StoreOptions, storePath } from '../store.ts'
import { requestFilter } from './request-filter.ts'
import type { InputOptions } from './shared.ts'

const defaultWindowSeconds = 3600

/** What was recorded, up to now or in the range asked for. */
export async function reportHistory(
  runtime: Runtime,
  options: InputOptions & StoreOptions & { readonly window?: number; readonly heatmap: boolean },
  range: TimeRange | null,
): Promise<Snapshot> {
  const fleet = fleetTarget(options)
  if (fleet !== null) {
    const { reportFleet } = await import('./report-fleet.ts')
    return reportFleet(runtime, options, windowOf(options.window, range, runtime.clock.now()), fleet)
  }
  const filter = requestFilter(options)
  const groupBy = options.groupBy ?? null
  checkHistoryRequest(filter, groupBy)
  expectLittle()
  const reader = openReader(runtime, options)
  try {
    const now = runtime.clock.now()
    const snapshot = historySnapshotNow(reader, {
      now,
      ...(range === null
        ? knownWindow(options.window ?? defaultWindowSeconds, now, recordedUntil(reader, now))
        : windowOf(options.window, range, now)),
      filter,
      groupBy,
      sources: null,
      heatmap: options.heatmap,
    })
    if (snapshot !== null) return snapshot
    throw new AppError('nothing was recorded yet', {
      place: storePath(runtime, options)!,
      hint: 'api-metrics collect FILE records, and so does watch',
    })
  } finally {
    reader.close()
  }
}

/** Of the last `seconds` what somebody recorded; all of it where nobody did. */
function knownWindow(
  seconds: number,
  now: number,
  until: number,
): { windowSeconds: number; end: number | null } {
  if (until === now) return { windowSeconds: seconds, end: null }
  const unknown = Math.floor(now) - Math.floor(until)
  return unknown < seconds
    ? { windowSeconds: seconds - unknown, end: until }
    : { windowSeconds: seconds, end: now }
}

function windowOf(
  window: number | undefined,
  range: TimeRange | null,
  now: number,
): { windowSeconds: number; end: number | null } {
  if (range === null) return { windowSeconds: window ?? defaultWindowSeconds, end: null }
  const end = Math.min(range.to, now)
  // Without a beginning, from the first that is kept.
  return { windowSeconds: Math.max(1, Math.floor(end) + 1 - Math.max(0, Math.ceil(range.from))), end }
}
