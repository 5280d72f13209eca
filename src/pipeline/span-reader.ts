import { Collector, type CollectorOptions, type CollectorState, type SeriesKey } from '../collector/index.ts'
import { createDecoder, type DecodeOptions, type DecodePlan, type Halves } from '../decode/index.ts'
import { AppError, emptyIngest, ManualClock, type RequestBatch, type SourceFormat } from '../model/index.ts'
import { parseFilter } from '../query/index.ts'
import { RandomAccessFile } from '../sources/read-at.ts'
import type { Part, Span } from './spans.ts'

/** Everything a thread needs to read its span, as plain data. */
export interface SpanJob {
  readonly span: Span
  readonly place: number
  /** By input. */
  readonly decode: readonly Omit<DecodeOptions, 'clock'>[]
  readonly names: readonly string[]
  readonly collector: Omit<CollectorOptions, 'clock' | 'profile' | 'filter' | 'sourceName'>
  readonly filter: string | null
  readonly endpoints: readonly SeriesKey[] | null
  /** Time of the reading, seconds since the epoch. */
  readonly now: number
  /** KiB read by all threads together. */
  readonly progress: Int32Array<SharedArrayBuffer>
}

export interface PartResult {
  readonly input: number
  readonly halves: Halves
  readonly plan: DecodePlan
  readonly format: SourceFormat
}

interface SpanNotes {
  readonly parts: readonly PartResult[]
  /** Faults that the report survives. */
  readonly problems: readonly { readonly message: string; readonly place: string }[]
}

/** A span as the thread has it that has read it. */
export interface SpanRead extends SpanNotes {
  readonly collector: Collector
}

/** The same for another thread. */
export interface SpanResult extends SpanNotes {
  readonly state: CollectorState
}

const newline = 10
/** With the tables of the kernel, this much stays in a processor's second cache. */
const chunkBytes = 512 * 1024

export function collectorOptionsOf(job: Omit<SpanJob, 'span' | 'progress' | 'decode'>): CollectorOptions {
  const { collector, filter, endpoints, names, now, place } = job
  return {
    ...collector,
    clock: new ManualClock(now),
    profile: 'report',
    place,
    filter: filter === null ? null : parseFilter(filter),
    sourceName: source => names[source] ?? String(source),
    ...(endpoints !== null && { endpoints }),
  }
}

/** Reads one span to its end; synchronous, since nothing else is to be done meanwhile. */
export function readSpan(job: SpanJob, onChunk: () => void = () => {}): SpanRead {
  const collector = new Collector(collectorOptionsOf(job))
  const tally = collector.tallyGuide() ?? undefined
  const problems: { message: string; place: string }[] = []
  const parts = job.span.map(part => {
    const decode = job.decode[part.input]!
    const decoder = createDecoder({
      ...decode,
      clock: new ManualClock(job.now),
      tally,
      // Of the few requests that are rows then, the lines cost nothing.
      keepLines: decode.keepLines === true || tally !== undefined,
    })
    const add = (batches: readonly RequestBatch[]) => {
      for (const batch of batches) collector.add(batch)
    }
    const missing = readPart(part, decoder, add, bytes => {
      Atomics.add(job.progress, 0, Math.round(bytes / 1024))
      onChunk()
    })
    if (missing > 0) {
      collector.countIngest({ ...emptyIngest(), gapBytes: missing })
      problems.push({ message: 'the file became shorter while it was read', place: part.path })
    }
    add(decoder.boundary(true))
    add(decoder.flush())
    const halves = decoder.halves()
    add(decoder.flush())
    return { input: part.input, halves, plan: decoder.plan!, format: decoder.format }
  })
  return { collector, parts, problems }
}

/** Nothing may be added to the collector any more. */
export function exported({ collector, parts, problems }: SpanRead): SpanResult {
  return { state: collector.export(), parts, problems }
}

/** Bytes up to the last newline: a line that is cut is read again whole, which is cheaper than putting it together. */
function wholeLines(buffer: Uint8Array, filled: number, isEnd: boolean): number {
  const end = isEnd ? 0 : buffer.lastIndexOf(newline, filled - 1) + 1
  return end === 0 ? filled : end
}

/** @returns bytes that were not there any more */
function readPart(
  { path, from, to }: Part,
  decoder: ReturnType<typeof createDecoder>,
  add: (batches: readonly RequestBatch[]) => void,
  onBytes: (bytes: number) => void,
): number {
  const file = new RandomAccessFile(path)
  try {
    const { identity } = file
    let own: Buffer | null = null
    let offset = from
    while (offset < to) {
      const buffer = (decoder.inputBuffer() ?? (own ??= Buffer.allocUnsafeSlow(chunkBytes))).subarray(
        0,
        chunkBytes,
      )
      const filled = file.readInto(buffer, offset, to - offset)
      if (filled === 0) return to - offset
      const count = wholeLines(buffer, filled, offset + filled === to)
      offset += count
      add(decoder.write(buffer.subarray(0, count), { identity, offset }))
      onBytes(count)
    }
    return 0
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError((error as Error).message, { place: path, cause: error })
  } finally {
    file.close()
  }
}
