import { Collector, type CollectorOptions, type TimeRange } from '../collector/index.ts'
import { createDecoder, type DecodeOptions } from '../decode/index.ts'
import {
  type AppError,
  type Clock,
  ExitCode,
  emptyIngest,
  type Snapshot,
  type SourceState,
  undisturbed,
} from '../model/index.ts'
import { readFileRange } from '../sources/file-range.ts'
import { openStdin } from '../sources/stdin.ts'
import { formatBytes } from '../text/index.ts'
import { Feed } from './feed.ts'
import { withInstances } from './instances.ts'
import { readParallel } from './parallel.ts'
import {
  leanFromBytes,
  type PreparedInput,
  prepareAll,
  regularSize,
  tellWhatItIs,
  withExtraField,
} from './prepare-inputs.ts'
import { type ThreadOptions, threadsFor } from './reader.ts'
import { ReadingThreads } from './reading-threads.ts'
import { certainTimes, planWindow, type WindowPlan } from './report-window.ts'
import { withClients } from './slowest-clients.ts'
import { divide, type Part, type Span } from './spans.ts'

export type ReportInput =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stdin'; readonly descriptor: number }

export interface ReportRunOptions extends ThreadOptions {
  readonly inputs: readonly ReportInput[]
  readonly clock: Clock
  /** The newest so many seconds; `null`: everything. */
  readonly windowSeconds: number | null
  /** A window by hand, instead of one that ends at the newest request. */
  readonly range: TimeRange | null
  readonly decode: Omit<DecodeOptions, 'source' | 'clock' | 'plan'>
  readonly collector: Omit<
    CollectorOptions,
    'clock' | 'profile' | 'windowSeconds' | 'range' | 'previousRange'
  >
  /** What could not be read; the report covers the rest. */
  readonly onError: (error: AppError) => void
  /** Started by the caller, who closes them; default: started here. */
  readonly readingThreads?: ReadingThreads
  /** False where nobody will look at it. */
  readonly heatmap?: boolean
  /** From so many bytes on, only what is counted is read of most requests. */
  readonly leanBytes?: number
  /** So many bytes more were read. */
  readonly onBytes?: (bytes: number) => void
  /** What was decided, for `--debug`. */
  readonly explain: (message: string) => void
}

/** Reads every input to its end and returns the snapshot of what was in it. */
export async function runReport(options: ReportRunOptions): Promise<Snapshot> {
  if (options.readingThreads !== undefined) return report(options, options.readingThreads)
  const threads = new ReadingThreads([])
  try {
    return await report(options, threads)
  } finally {
    threads.close()
  }
}

async function report(options: ReportRunOptions, threads: ReadingThreads): Promise<Snapshot> {
  const all = prepareAll(options)
  // Unless groups were asked for, they tell instances apart.
  const byInstance = options.collector.groupBy == null
  const instanceField = byInstance
    ? (all.find(each => each.instanceField !== null)?.instanceField ?? null)
    : null
  const prepared = instanceField === null ? all : all.map(each => withExtraField(each, instanceField))
  const first = await readWindow(prepared, planWindow(prepared, options), instanceField, threads, options)
  if (!first.outgrown) return first.snapshot
  options.explain('a request is newer than the last ones: read again')
  const window = planWindow(prepared, options, first.snapshot.lastEventAt!)
  return (await readWindow(prepared, window, instanceField, threads, options)).snapshot
}

/** @returns what lies in the window, and whether it ends before the newest request where it should not */
async function readWindow(
  prepared: readonly PreparedInput[],
  window: WindowPlan,
  instanceField: string | null,
  threads: ReadingThreads,
  options: ReportRunOptions,
): Promise<{ readonly snapshot: Snapshot; readonly outgrown: boolean }> {
  const byInstance = options.collector.groupBy == null
  const collect: ReportCollectorOptions = {
    ...options.collector,
    ...(byInstance && { groupBy: instanceField }),
    windowSeconds: window.range === null ? options.windowSeconds : null,
    range: window.range,
    previousRange: window.previousRange,
  }
  // A window whose end only the end of the input tells is counted by one thread.
  const spans = collect.windowSeconds === null ? planSpans(prepared, window, options) : null
  const { collector, sources } = await (spans === null
    ? readInTurn(prepared, window, collect, options)
    : readBeside(prepared, spans, window, collect, threads, options))
  const snapshot = collector.snapshot({
    windowSeconds: collect.windowSeconds ?? null,
    sources,
    mode: 'replay',
    heatmap: options.heatmap !== false,
  })
  const end = options.range === null && window.range !== null ? window.range.to : Number.POSITIVE_INFINITY
  const outgrown = snapshot.lastEventAt !== null && snapshot.lastEventAt > end
  const known = withClients(byInstance ? withInstances(snapshot) : snapshot, prepared)
  return { snapshot: known, outgrown }
}

type ReportCollectorOptions = Omit<CollectorOptions, 'clock' | 'profile' | 'sourceName'>

interface ReadResult {
  readonly collector: Collector
  readonly sources: readonly SourceState[]
}

async function readInTurn(
  prepared: readonly PreparedInput[],
  window: WindowPlan,
  collect: ReportCollectorOptions,
  { clock, onError, onBytes }: ReportRunOptions,
): Promise<ReadResult> {
  const feeds: Feed[] = []
  const sourceName = (source: number) => feeds[source]?.state.name ?? String(source)
  const collector = new Collector({ ...collect, clock, profile: 'report', sourceName })
  for (const [index, { input, decode, plan }] of prepared.entries()) {
    const from = window.starts[index] ?? 0
    const source = input.kind === 'stdin' ? openStdin(input.descriptor) : readFileRange(input.path, from)
    if (from > 0) collector.countIngest({ ...emptyIngest(), skippedBytes: from })
    const decoder = createDecoder({ ...decode, ...(plan !== null && { plan }) })
    let refused: AppError | null = null
    const feed = new Feed({
      source,
      decoder,
      sink: collector,
      onError: error => {
        if (error.exitCode === ExitCode.usage) refused = error
        else onError(error)
      },
      onBytes,
      // Of a file this was seen before.
      map: plan === null ? decode.map : undefined,
      onUnknown: plan === null ? first => tellWhatItIs(first, input, onError) : undefined,
    })
    feeds.push(feed)
    await feed.run()
    if (refused !== null) throw refused
  }
  return { collector, sources: feeds.map(feed => feed.state) }
}

async function readBeside(
  prepared: readonly PreparedInput[],
  spans: readonly Span[],
  window: WindowPlan,
  collect: ReportCollectorOptions,
  threads: ReadingThreads,
  options: ReportRunOptions,
): Promise<ReadResult> {
  const expected = { ...collect, ...certainTimes(prepared, window) }
  const result = await readSideBySide(prepared, spans, window, expected, threads, options)
  if (result.collector.recentIsExact) return result
  options.explain('a request is newer than the last ones: read again')
  return readSideBySide(prepared, spans, window, { ...expected, tallyRecent: false }, threads, options)
}

async function readSideBySide(
  prepared: readonly PreparedInput[],
  spans: readonly Span[],
  window: WindowPlan,
  collect: ReportCollectorOptions,
  threads: ReadingThreads,
  { clock, onError, onBytes, collector: { filter } }: ReportRunOptions,
): Promise<ReadResult> {
  const names = prepared.map(({ input }) => (input.kind === 'stdin' ? '-' : input.path))
  const { filter: _, ...plain } = collect
  const { collector, formats, problems } = await readParallel(
    spans,
    {
      decode: prepared.map(({ decode: { clock: __, ...decode }, plan }) => ({ ...decode, plan: plan! })),
      names,
      collector: plain,
      filter: filter?.text ?? null,
      now: clock.now(),
    },
    threads,
    onBytes ?? (() => {}),
  )
  for (const problem of problems) onError(problem)
  for (const from of window.starts) {
    if (from > 0) collector.countIngest({ ...emptyIngest(), skippedBytes: from })
  }
  return {
    collector,
    sources: names.map((name, index) =>
      undisturbed({ name, kind: 'file', format: formats[index]!, state: 'ended' }),
    ),
  }
}

/** How to share the reading among threads; `null` where it is not worth it or would change the result. */
function planSpans(
  prepared: readonly PreparedInput[],
  { starts, previousRange }: WindowPlan,
  options: ReportRunOptions,
): Span[] | null {
  const files: Part[] = []
  for (const [index, { input, plan }] of prepared.entries()) {
    if (input.kind === 'stdin' || plan === null || !plan.parallel || plan.untimed) return null
    const size = regularSize(input.path)
    if (size === null || size === 0) return null
    files.push({ input: index, path: input.path, from: starts[index] ?? 0, to: size })
  }
  const bytes = files.reduce((sum, { from, to }) => sum + to - from, 0)
  const useful = threadsFor(bytes, options)
  if (useful < 2 && bytes <= (options.leanBytes ?? leanFromBytes)) return null
  const spans = divide(files, useful, previousRange !== null)
  options.explain(
    `${spans.length} ${spans.length === 1 ? 'thread reads' : 'threads read'} ${formatBytes(bytes)}`,
  )
  return spans
}
