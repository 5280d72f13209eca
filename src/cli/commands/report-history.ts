import type { TimeRange } from '../../collector/index.ts'
import { ClickHouseReader, formatTarget, type Target } from '../../history/index.ts'
import { AppError, ExitCode, type Snapshot } from '../../model/index.ts'
import { checkFleetGroups, fleetFilter, fleetSnapshot } from '../../pipeline/fleet-view.ts'
import { checkHistoryRequest, historySnapshotNow } from '../../pipeline/history-view.ts'
import type { Runtime } from '../runtime.ts'
import { fleetTarget, openFleet, openReader, type StoreOptions, storePath } from '../store.ts'
import { type InputOptions, requestFilter } from './shared.ts'

const defaultWindowSeconds = 3600

/** What was recorded, up to now or in the range asked for. */
export async function reportHistory(
  runtime: Runtime,
  options: InputOptions & StoreOptions & { readonly window?: number },
  range: TimeRange | null,
): Promise<Snapshot> {
  const fleet = fleetTarget(options)
  if (fleet !== null) return reportFleet(runtime, options, range, fleet)
  const filter = requestFilter(options)
  const groupBy = options.groupBy ?? null
  checkHistoryRequest(filter, groupBy)
  const reader = openReader(runtime, options)
  try {
    const now = runtime.clock.now()
    const snapshot = historySnapshotNow(reader, {
      now,
      ...windowOf(options.window, range, now),
      filter,
      groupBy,
      sources: null,
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

/** The same of all hosts. */
async function reportFleet(
  runtime: Runtime,
  options: InputOptions & { readonly window?: number },
  range: TimeRange | null,
  target: Target,
): Promise<Snapshot> {
  const groupBy = options.groupBy ?? null
  const filter = fleetFilter(requestFilter(options))
  checkFleetGroups(groupBy)
  const reader = new ClickHouseReader(openFleet(runtime, target), runtime.clock)
  try {
    const now = runtime.clock.now()
    const request = { now, ...windowOf(options.window, range, now), filter, groupBy }
    const snapshot = await fleetSnapshot(reader, request)
    if (snapshot?.partial != null) {
      runtime.say(`this is not the whole truth: ${snapshot.partial}`)
      runtime.setExitCode(ExitCode.failed)
    }
    if (snapshot !== null) return snapshot
    throw new AppError('no host has sent anything yet', {
      place: formatTarget(target),
      hint: 'api-metrics collect --store clickhouse://… FILE sends, on each host',
    })
  } finally {
    await reader.close()
  }
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
