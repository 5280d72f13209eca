import { Collector, endpointsToRepeat, type Names, orderMatters } from '../collector/index.ts'
import { compiledKernel, createDecoder } from '../decode/index.ts'
import { AppError, ManualClock, type SourceFormat } from '../model/index.ts'
import type { ReadingThreads } from './reading-threads.ts'
import {
  collectorOptionsOf,
  exported,
  type PartResult,
  readSpan,
  type SpanJob,
  type SpanRead,
  type SpanResult,
} from './span-reader.ts'
import type { Span } from './spans.ts'

export interface ParallelResult {
  readonly collector: Collector
  /** By input. */
  readonly formats: readonly SourceFormat[]
  readonly problems: readonly AppError[]
}

type CommonJob = Omit<SpanJob, 'span' | 'place' | 'endpoints' | 'progress'>

const everyMilliseconds = 200

/**
 * Reads spans side by side, the last in this thread, and merges what they counted: the same as one thread
 * would have counted, in whatever order they end. What is newest has the most to be handed over: the charts of a window
 * that what lies before it is only compared with.
 */
export async function readParallel(
  spans: readonly Span[],
  common: CommonJob,
  threads: ReadingThreads,
  onBytes: (bytes: number) => void,
): Promise<ParallelResult> {
  const progress = new Int32Array(new SharedArrayBuffer(4))
  let told = 0
  const tell = () => {
    const now = Atomics.load(progress, 0)
    onBytes((now - told) * 1024)
    told = now
  }
  const jobs = spans.map((span, place): SpanJob => ({ ...common, span, place, endpoints: null, progress }))
  const timer = setInterval(tell, everyMilliseconds)
  try {
    const results = await runAll(jobs, threads, tell)
    const maxEndpoints = common.collector.maxEndpoints ?? Number.POSITIVE_INFINITY
    const again = endpointsToRepeat(results.map(namesOf), maxEndpoints)
    if (again !== null) {
      const { endpoints, places } = again
      const repeated = await runAll(
        places.map(place => ({ ...jobs[place]!, endpoints })),
        threads,
        () => {},
      )
      for (const [i, place] of places.entries()) results[place] = repeated[i]!
    }
    threads.dismiss()
    return merge(results, common, maxEndpoints)
  } finally {
    clearInterval(timer)
  }
}

async function runAll(
  jobs: readonly SpanJob[],
  threads: ReadingThreads,
  onChunk: () => void,
): Promise<(SpanRead | SpanResult)[]> {
  const last = jobs.at(-1)
  if (last === undefined) return []
  const elsewhere = jobs.slice(0, -1).map(job => threads.run(job, compiledKernel()))
  // A failure here must not leave theirs unheard.
  for (const each of elsewhere) each.catch(() => {})
  const here = readSpan(last, onChunk)
  return [...(await Promise.all(elsewhere)), here]
}

function namesOf(each: SpanRead | SpanResult): Names {
  return 'state' in each ? each.state : each.collector.part
}

/** What the threads counted, and the requests whose two lines fell to two of them. */
function merge(
  results: readonly (SpanRead | SpanResult)[],
  common: CommonJob,
  maxEndpoints: number,
): ParallelResult {
  const here = results.findLast(each => 'collector' in each)
  const base = here === undefined || orderMatters(results.map(namesOf), maxEndpoints) ? null : here
  const collector =
    base?.collector ?? new Collector(collectorOptionsOf({ ...common, place: 0, endpoints: null }))
  collector.absorb(
    results.flatMap(each => (each === base ? [] : [('state' in each ? each : exported(each)).state])),
  )
  const byInput = new Map<number, PartResult[]>()
  for (const part of results.flatMap(({ parts }) => parts)) {
    byInput.set(part.input, [...(byInput.get(part.input) ?? []), part])
  }
  for (const [input, parts] of byInput) {
    const decoder = createDecoder({
      ...common.decode[input]!,
      plan: parts[0]!.plan,
      clock: new ManualClock(common.now),
    })
    for (const { halves } of parts) for (const batch of decoder.adopt(halves)) collector.add(batch)
    for (const batch of decoder.end()) collector.add(batch)
  }
  return {
    collector,
    formats: common.names.map((_, input) => byInput.get(input)![0]!.format),
    problems: results.flatMap(({ problems }) =>
      problems.map(({ message, place }) => new AppError(message, { place })),
    ),
  }
}
