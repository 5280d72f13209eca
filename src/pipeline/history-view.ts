import {
  type StoredPart,
  shownStep,
  storedDimensions,
  storedSnapshot,
  storedThatMatter,
} from '../collector/index.ts'
import {
  type RequestFilter,
  type RollupQuery,
  type RollupReader,
  recordedSource,
  type Snapshot,
  type SourceState,
  type StoredSeries,
  type StoredSource,
  type StoredStretch,
  usageError,
} from '../model/index.ts'
import { formatSpan } from '../text/index.ts'

/** One that answers at once (SQLite), and can answer several questions about one moment. */
export type ReaderNow = {
  [Name in 'query' | 'peak' | 'samples' | 'extent' | 'sources']: (
    ...args: Parameters<RollupReader[Name]>
  ) => Awaited<ReturnType<RollupReader[Name]>>
} & {
  atOnce<T>(work: () => T): T
  /** Equal as long as nothing was written. */
  version(): number
  close(): unknown
}

export interface HistoryRequest {
  readonly now: number
  readonly windowSeconds: number
  /** Where the window ends; `null`: now. */
  readonly end: number | null
  /** What rollups can answer: of the scope `series` or `status`. */
  readonly filter: RequestFilter | null
  readonly groupBy: string | null
  /** Only these, by their names in the store; `null`: all. */
  readonly sources: ReadonlySet<string> | null
  /** False where nobody will look at it. */
  readonly heatmap?: boolean
}

/** Throws a usage error for what history cannot tell: it keeps no single requests. */
export function checkHistoryRequest(filter: RequestFilter | null, groupBy: string | null): void {
  const hint = 'name the FILE to read it for this'
  if (filter?.scope === 'row')
    throw usageError('history can be filtered by source, method, endpoint and status only', {
      place: filter.text,
      hint,
    })
  if (groupBy !== null && !storedDimensions.includes(groupBy))
    throw usageError(`history can be grouped by ${storedDimensions.join(', ')} only`, {
      place: groupBy,
      hint,
    })
}

/** The snapshot of a stretch of history; `null` where there is none at all. */
export function historySnapshotNow(reader: ReaderNow, request: HistoryRequest): Snapshot | null {
  return reader.atOnce(() => snapshotOf(reader, request))
}

const recentSeconds = 300

function snapshotOf(reader: ReaderNow, request: HistoryRequest): Snapshot | null {
  const extent = reader.extent()
  if (extent === null) return null
  const { now, windowSeconds, filter } = request
  const end = request.end ?? now
  const to = Math.floor(end) + 1
  const where = whereOf(request)
  const main = endingAt(end, partOf(reader, to - windowSeconds, to, end, where), until =>
    partOf(reader, to - windowSeconds, until, end, where),
  )
  const { stretch } = main
  const recentFrom = stretch.to - recentSeconds
  const recent = stretch.from >= recentFrom ? main : partOf(reader, recentFrom, stretch.to, end, where)
  const seconds = stretch.to - stretch.from
  // What was not recorded long enough before is not worth reading.
  const beforeFrom = stretch.from - seconds
  const enough = 0.9 * seconds
  const before =
    stretch.from - Math.max(beforeFrom, extent.from) < enough
      ? null
      : partOf(reader, beforeFrom, stretch.from, stretch.from, where)
  const whole = before !== null && before.stretch.to - before.stretch.from >= enough
  // By the points it will have: merging cells into them afterwards took longer than reading them.
  const kept = Math.max(stretch.step, chartStepOf(seconds))
  const chartStep = shownStep(main.window.from!, main.window.to!, kept)
  // Forty endpoints in 10-minute steps cost more than all the rest of a day's report.
  const endpointStep = seconds > 43_200 ? 3600 : chartStep
  const matter = new Set(storedThatMatter(stretch, filter).map(keyOf))
  const chart = { from: stretch.from, to: stretch.to, step: chartStep, figuresOnly: true }
  const byEndpoint = new Set(['endpoint'] as const)
  const endpointCharts = reader.query({
    ...chart,
    step: endpointStep,
    by: byEndpoint,
    where: series => matter.has(keyOf(series)) && (where === null || where(series)),
  })
  // A filter by status needs to know of each endpoint whether it passes.
  const by = filter?.scope === 'status' ? new Set(['host', 'source', 'endpoint'] as const) : new Set<never>()
  const totalChart = reader.query({ ...chart, by, where })
  const all = reader.sources()
  return storedSnapshot({
    now,
    mode: request.end === null ? 'live' : 'history',
    main,
    recent,
    previous: whole && before.stretch.rollups.length > 0 ? before : null,
    totalChart,
    endpointCharts,
    chartStep,
    endpointStep,
    filter,
    groupBy: request.groupBy,
    ...(request.heatmap !== undefined && { heatmap: request.heatmap }),
    newest: Math.min(extent.to, end),
    sources: sourceStates(stretch, all, request),
  })
}

/**
 * The second of the end belongs to it. Where only wider buckets are kept, that would be a minute more of what ends
 * with a whole one: then it ends there.
 */
function endingAt(end: number, part: StoredPart, ending: (end: number) => StoredPart): StoredPart {
  if (!Number.isInteger(end) || part.stretch.to <= end + 1) return part
  const short = ending(end)
  return short.stretch.to === end ? short : part
}

function partOf(
  reader: ReaderNow,
  from: number,
  to: number,
  end: number,
  where: RollupQuery['where'],
): StoredPart {
  const by = new Set(['host', 'source', 'endpoint'] as const)
  const stretch = reader.query({ from, to, step: null, by, where })
  const peak = reader.peak(stretch.from, stretch.to, where)
  // Of a day there are 8,640; a chart has 120 points.
  const step = stretch.to - stretch.from > 43_200 ? 60 : null
  const samples = reader.samples(stretch.from, stretch.to, step)
  // The second that is not over yet is not counted as one.
  const shown = stretch.to === Math.floor(end) + 1 ? end : stretch.to
  return {
    window: { from: stretch.from, to: shown, seconds: shown - stretch.from },
    stretch,
    peak,
    samples,
  }
}

/** Seconds of which the steps of a chart are made: few enough to be read quickly, enough for its 120 points. */
function chartStepOf(seconds: number): number {
  if (seconds > 43_200) return 600
  if (seconds > 3600) return 60
  return seconds > 900 ? 10 : 1
}

function whereOf({ filter, sources }: HistoryRequest): RollupQuery['where'] {
  if (filter?.scope !== 'series' && sources === null) return null
  return series => {
    if (sources !== null && !sources.has(series.source)) return false
    if (filter?.scope !== 'series') return true
    const values: Readonly<Record<string, string | null>> = { ...series }
    return filter.test({ get: field => values[field] ?? null })
  }
}

function keyOf({ method, endpoint }: Pick<StoredSeries, 'method' | 'endpoint'>): string {
  return `${method ?? ''} ${endpoint}`
}

/** Those that have requests in the window, and those that were recorded at all. */
function sourceStates(
  { rollups }: StoredStretch,
  recorded: readonly StoredSource[],
  { now, sources: wanted }: HistoryRequest,
): SourceState[] {
  const known = new Map(recorded.map(each => [each.source, each]))
  const names = new Set([...known.keys(), ...rollups.map(({ source }) => source!)])
  return [...names]
    .filter(name => wanted === null || wanted.has(name))
    .sort()
    .map(name => sourceState(name, known.get(name) ?? null, now))
}

function sourceState(name: string, stored: StoredSource | null, now: number): SourceState {
  if (stored === null) return { ...recordedSource(name, 'ended'), message: 'from history' }
  const { recorder, recordedAt } = stored
  if (recorder !== null)
    return { ...recordedSource(name, 'following'), message: 'from history, recorded now' }
  const ago = formatSpan(Math.max(0, Math.floor(now - recordedAt)))
  return { ...recordedSource(name, 'ended'), message: `from history, not recorded now; last ${ago} ago` }
}

/**
 * Until when there can be something: `now` while anybody records, else when the last thing was stored. What comes
 * after is not a time without requests, but one of which nothing is known.
 */
export function recordedUntil(reader: ReaderNow, now: number): number {
  return reader.atOnce(() => {
    const sources = reader.sources()
    // Of stdin no mark is left that tells who records it.
    if (sources.length === 0 || sources.some(({ recorder }) => recorder !== null)) return now
    const stored = Math.max(...sources.map(({ recordedAt }) => recordedAt), reader.extent()?.to ?? 0)
    return Math.min(now, stored)
  })
}
