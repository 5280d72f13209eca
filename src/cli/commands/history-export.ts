import { SqliteReader } from '../../history/index.ts'
import {
  type Distribution,
  type StoredRollup,
  type StoreStep,
  storeSteps,
  usageError,
} from '../../model/index.ts'
import { formatWindow, isoTime } from '../../text/index.ts'
import { writeAll } from '../output.ts'
import type { Runtime } from '../runtime.ts'
import { hostOf, neededPath } from '../store.ts'
import { type HistoryOptions, noHistory } from './history.ts'
import { parseTime } from './times.ts'

export interface HistoryExportOptions extends HistoryOptions {
  readonly window?: number
  readonly since?: string
  readonly until?: string
  readonly step: number
}

/** So much time is held at once. */
const chunkSeconds = 3600

/** Rollups as JSON lines: one for each bucket of time and endpoint, with everything that is known of it. */
export async function historyExport(runtime: Runtime, options: HistoryExportOptions): Promise<void> {
  const step = storeSteps.find(each => each === options.step)
  if (step === undefined)
    throw usageError('--step takes one of the widths that are kept', {
      place: formatWindow(options.step),
      hint: storeSteps.map(formatWindow).join(', '),
    })
  const path = neededPath(runtime, options)
  const reader = SqliteReader.open(path, { clock: runtime.clock, host: hostOf(options) })
  if (reader === null) throw noHistory(path)
  try {
    const now = runtime.clock.now()
    const until = options.until === undefined ? now : parseTime('--until', options.until, now)
    const asked = options.since === undefined ? 0 : parseTime('--since', options.since, now)
    const since = options.window === undefined ? asked : until - options.window
    if (since > until)
      throw usageError('--since is after --until', { place: `${options.since} … ${options.until ?? 'now'}` })
    const extent = reader.extent()
    if (extent === null) return
    const end = Math.min(Math.floor(until) + 1, extent.to + step)
    const first = Math.floor(Math.max(since, extent.from) / chunkSeconds) * chunkSeconds
    for (let from = first; from < end; from += chunkSeconds) {
      const stretch = reader.query({
        from: Math.max(from, since),
        to: Math.min(from + chunkSeconds, end),
        step,
        by: new Set(['host', 'source', 'endpoint']),
        where: null,
      })
      const ordered = [...stretch.rollups].sort((a, b) => a.time - b.time)
      const width = Math.max(step, stretch.step) as StoreStep
      if (ordered.length > 0)
        await writeAll(runtime.stdout, ordered.map(each => lineOf(each, width)).join(''))
    }
  } finally {
    reader.close()
  }
}

function lineOf({ time, host, source, method, endpoint, rollup }: StoredRollup, seconds: number): string {
  const { hit, miss, unknown } = rollup
  const stats = rollup.stats()
  const line = {
    time: isoTime(time),
    seconds,
    host,
    source,
    method,
    endpoint,
    requests: rollup.requests,
    statusUnknown: rollup.statusUnknown,
    statusCodes: stats.statusCodes,
    cacheHits: stats.cache.hits,
    cacheMisses: stats.cache.misses,
    durations: {
      hit: hit && durationsOf(hit),
      miss: miss && durationsOf(miss),
      unknown: unknown && durationsOf(unknown),
    },
    errorMessages: rollup.messages(),
    clients: rollup.clients?.top() ?? [],
  }
  return `${JSON.stringify(line)}\n`
}

/** `buckets`: index and count; bucket k holds durations in (2^(k/32), 2^((k+1)/32)] seconds. */
function durationsOf({ count, sum, min, max, sketch }: Distribution): object {
  return { count, sum, min, max, zero: sketch.zero, buckets: [...sketch.buckets()] }
}
