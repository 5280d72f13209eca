import { Collector, type CollectorOptions } from '../collector/index.ts'
import { createDecoder, type DecodeOptions, detect } from '../decode/index.ts'
import { AppError, type Clock, type Snapshot } from '../model/index.ts'
import { openStdin, readFileRange } from '../sources/index.ts'
import { Feed } from './feed.ts'
import { sampleFile } from './file-sample.ts'

export type ReportInput =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stdin'; readonly stream: NodeJS.ReadStream }

export interface ReportRunOptions {
  readonly inputs: readonly ReportInput[]
  readonly clock: Clock
  /** `null`: everything. */
  readonly windowSeconds: number | null
  readonly decode: Omit<DecodeOptions, 'source' | 'clock' | 'plan'>
  readonly collector: Omit<CollectorOptions, 'clock' | 'profile' | 'windowSeconds' | 'range'>
  /** What could not be read; the report covers the rest. */
  readonly onError: (error: AppError) => void
}

/** Reads every input to its end and returns the snapshot of what was in it. */
export async function runReport(options: ReportRunOptions): Promise<Snapshot> {
  const { clock, inputs, windowSeconds } = options
  const collector = new Collector({ ...options.collector, clock, profile: 'report', windowSeconds })
  const feeds: Feed[] = []
  for (const input of inputs) {
    try {
      feeds.push(await read(options, collector, input, feeds.length))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      options.onError(error)
    }
  }
  return collector.snapshot({ windowSeconds, sources: feeds.map(feed => feed.state), mode: 'replay' })
}

async function read(
  options: ReportRunOptions,
  collector: Collector,
  input: ReportInput,
  index: number,
): Promise<Feed> {
  const { clock, onError } = options
  const samples = input.kind === 'stdin' ? null : sampleFile(input.path)
  const source = input.kind === 'stdin' ? openStdin(input.stream) : readFileRange(input.path)
  const decode: DecodeOptions = { ...options.decode, source: index, clock, keepLines: true }
  const decoder = createDecoder(samples === null ? decode : { ...decode, plan: detect(samples, decode) })
  const feed = new Feed({ source, decoder, sink: collector, onError })
  await feed.run()
  return feed
}
