import { SqliteReader } from '../../history/index.ts'
import { type Distribution, type StoredRollup, storeSteps, usageError } from '../../model/index.ts'
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
      const parts = reader.queryByWidth({
        from: Math.max(from, since),
        to: Math.min(from + chunkSeconds, end),
        step,
        by: new Set(['host', 'source', 'endpoint']),
        where: null,
      })
      const lines = parts.flatMap(({ seconds, stretch }) =>
        [...stretch.rollups]
          .sort((a, b) => a.time - b.time)
          .map(each => lineOf(each, within(each.time, seconds, stretch, { since, until }))),
      )
      if (lines.length > 0) await writeAll(runtime.stdout, lines.join(''))
    }
  } finally {
    reader.close()
  }
}

interface Span {
  readonly time: number
  readonly seconds: number
}

/** What of a bucket is told: only its part that lies in the time asked for, which has not gone by whole, it may be. */
function within(
  time: number,
  seconds: number,
  stretch: { readonly from: number; readonly to: number },
  { since, until }: { readonly since: number; readonly until: number },
): Span {
  const from = since > time ? Math.max(time, stretch.from) : time
  const to = until < time + seconds ? Math.min(time + seconds, stretch.to) : time + seconds
  return { time: from, seconds: to - from }
}

function lineOf({ host, source, method, endpoint, rollup }: StoredRollup, { time, seconds }: Span): string {
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
