import { statSync } from 'node:fs'
import { Collector, type CollectorOptions, type TimeRange } from '../collector/index.ts'
import {
  allColumns,
  createDecoder,
  type DecodeOptions,
  type DecodePlan,
  detect,
  type OptionalColumn,
} from '../decode/index.ts'
import { AppError, type Clock, emptyIngest, type Snapshot } from '../model/index.ts'
import { openStdin, readFileRange } from '../sources/index.ts'
import { Feed } from './feed.ts'
import { sampleFile } from './file-sample.ts'
import { findInstanceField, usualInstanceField, withInstances } from './instances.ts'
import { planWindow } from './report-window.ts'

export type ReportInput =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stdin'; readonly stream: NodeJS.ReadStream }

export interface ReportRunOptions {
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
  /** So many bytes more were read. */
  readonly onBytes?: (bytes: number) => void
  /** What was decided, for `--debug`. */
  readonly explain: (message: string) => void
}

/** An input that was looked at: what its lines mean, and where reading has to begin. */
export interface PreparedInput {
  readonly input: ReportInput
  readonly decode: DecodeOptions
  /** `null` for what can only be read from its beginning: streams, archives. */
  readonly plan: DecodePlan | null
  /** The field that tells instances apart, where it is worth reading. */
  readonly instanceField: string | null
}

/** Reads every input to its end and returns the snapshot of what was in it. */
export async function runReport(options: ReportRunOptions): Promise<Snapshot> {
  const { clock, windowSeconds } = options
  const prepared = prepareAll(options)
  // Unless groups were asked for, they tell instances apart.
  const byInstance = options.collector.groupBy == null
  const instanceField = prepared.find(each => each.instanceField !== null)?.instanceField ?? null
  const window = planWindow(prepared, options)
  const feeds: Feed[] = []
  const collector = new Collector({
    ...options.collector,
    ...(byInstance && { groupBy: instanceField }),
    clock,
    profile: 'report',
    windowSeconds: window.range === null ? windowSeconds : null,
    range: window.range,
    previousRange: window.previousRange,
    sourceName: source => feeds[source]?.state.name ?? String(source),
  })
  for (const [index, { input, decode, plan }] of prepared.entries()) {
    const from = window.starts[index] ?? 0
    const source = input.kind === 'stdin' ? openStdin(input.stream) : readFileRange(input.path, from)
    if (from > 0) collector.countIngest({ ...emptyIngest(), skippedBytes: from })
    const extraFields = [
      ...(decode.extraFields ?? []),
      ...(byInstance && instanceField !== null ? [instanceField] : []),
    ]
    const decoder = createDecoder({ ...decode, extraFields, ...(plan !== null && { plan }) })
    const feed = new Feed({
      source,
      decoder,
      sink: collector,
      onError: options.onError,
      onBytes: options.onBytes,
    })
    feeds.push(feed)
    await feed.run()
  }
  const snapshot = collector.snapshot({
    windowSeconds: window.range === null ? windowSeconds : null,
    sources: feeds.map(feed => feed.state),
    mode: 'replay',
  })
  return byInstance ? withInstances(snapshot) : snapshot
}

/** Those that can be opened; the others are reported. */
function prepareAll({ inputs, decode, clock, collector, onError }: ReportRunOptions): PreparedInput[] {
  const prepared: PreparedInput[] = []
  const lean = bytesOf(inputs) > leanFromBytes
  for (const input of inputs) {
    try {
      const options: DecodeOptions = {
        ...decode,
        source: prepared.length,
        clock,
        keepLines: true,
        ...(lean && { keepLines: false, columns: leanColumns(collector) }),
      }
      const samples = input.kind === 'stdin' ? null : sampleFile(input.path)
      const plan = samples === null ? null : detect(samples, options)
      const instanceField =
        samples === null ? usualInstanceField : findInstanceField(samples, { ...options, plan: plan! })
      prepared.push({ input, decode: options, plan, instanceField })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      onError(error)
    }
  }
  return prepared
}

/**
 * From here on, texts that only single requests carry (clients, the lines themselves) are left unread: on 89 MB
 * they cost as much as everything else. The slowest requests are then listed without them.
 */
const leanFromBytes = 64 * 1024 * 1024

/** What a filter or a group reads is read. */
function leanColumns({ filter, groupBy }: ReportRunOptions['collector']): OptionalColumn[] {
  const asked = new Set<string>([...(filter?.fields ?? []), groupBy ?? '', 'errorMessage'])
  return allColumns.filter(column => asked.has(column))
}

/** Bytes of all files; those that cannot be looked at count nothing here and are reported when they are opened. */
export function bytesOf(inputs: readonly ReportInput[]): number {
  let bytes = 0
  for (const input of inputs) {
    if (input.kind === 'file') bytes += statSync(input.path, { throwIfNoEntry: false })?.size ?? 0
  }
  return bytes
}
