import { type Collector, endpointsToRepeat } from '../collector/index.ts'
import { compiledKernel, createDecoder } from '../decode/index.ts'
import { AppError, ManualClock, type SourceFormat } from '../model/index.ts'
import type { ReadingThreads } from './reading-threads.ts'
import {
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

const everyMilliseconds = 200

/**
 * Reads spans side by side, the first in this thread, and merges what they counted: the same as one thread
 * would have counted, in whatever order they end.
 */
export async function readParallel(
  spans: readonly Span[],
  common: Omit<SpanJob, 'span' | 'place' | 'endpoints' | 'progress'>,
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
    const again = endpointsToRepeat(
      results.map(each => ('state' in each ? each.state : each.collector.part)),
      maxEndpoints,
    )
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
    return merge(results, common)
  } finally {
    clearInterval(timer)
  }
}

async function runAll(
  jobs: readonly SpanJob[],
  threads: ReadingThreads,
  onChunk: () => void,
): Promise<(SpanRead | SpanResult)[]> {
  const [first, ...others] = jobs
  if (first === undefined) return []
  const elsewhere = others.map(job => threads.run(job, compiledKernel()))
  // A failure here must not leave theirs unheard.
  for (const each of elsewhere) each.catch(() => {})
  return [readSpan(first, onChunk), ...(await Promise.all(elsewhere))]
}

/** What the threads counted, and the requests whose two lines fell to two of them. */
function merge(
  results: readonly (SpanRead | SpanResult)[],
  common: Omit<SpanJob, 'span' | 'place' | 'endpoints' | 'progress'>,
): ParallelResult {
  const [first, ...others] = results
  const { collector } = first as SpanRead // whoever merges reads the first span, the second time too
  collector.absorb(others.map(each => ('state' in each ? each : exported(each)).state))
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
