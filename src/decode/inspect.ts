import {
  addIngest,
  emptyIngest,
  type IngestCounters,
  type RequestBatch,
  type SourceFormat,
  type SystemSample,
} from '../model/index.ts'
import { PlainDecoder } from './decoder.ts'
import { describeFormat } from './describe.ts'
import { detect } from './detect.ts'
import { formatNamed } from './formats/index.ts'
import { looksLike } from './looks-like.ts'
import type { DecodeOptions } from './options.ts'
import type { DecodePlan } from './plan.ts'

/** One request in canonical fields: seconds since the epoch, seconds, `null` = not given. */
export interface CanonicalRequest {
  readonly timestamp: number
  readonly method: string | null
  readonly endpoint: string | null
  readonly route: string | null
  /** 0 = unknown. */
  readonly status: number
  readonly duration: number | null
  readonly client: string | null
  readonly userAgent: string | null
  /** `null` = the record says nothing of a cache; `'none'` = it does, but there was no lookup. */
  readonly cache: 'hit' | 'miss' | 'none' | null
  readonly errorMessage: string | null
}

/** A line of the log that gave no request, with the reason in words. */
export interface LineExample {
  /** 1-based; `null` where nobody counted: in the middle or the tail of a file. */
  readonly lineNumber: number | null
  /** As it was written, cut to 400 characters; not sanitised. */
  readonly text: string
  readonly reason: string
}

/** Everything `inspect` shows. Plain data. */
export interface Inspection {
  readonly format: SourceFormat
  /** Of the format, in words; `null` for generic and unknown ones. */
  readonly description: string | null
  /** Where the format was read; `null` as above. */
  readonly formatSource: string | null
  /** Of the samples. */
  readonly ingest: IngestCounters
  /** The first request, its line cut to 10,000 characters. */
  readonly request: { readonly line: string; readonly fields: CanonicalRequest } | null
  readonly sample: SystemSample | null
  /** Lines that are valid and no requests; the first few. */
  readonly noise: readonly LineExample[]
  /** Lines that should have been records; the first few. */
  readonly rejected: readonly LineExample[]
  /** What it looks like when it is no JSON; `null` otherwise. */
  readonly looksLike: string | null
}

const newline = 10
const mostExamples = 5
const longestText = 400
const longestRecord = 10_000

const reasons: Readonly<Record<string, string>> = {
  notRequest: 'valid JSON, but it tells of no request',
  joined: 'part of a record that goes on elsewhere',
  duplicate: 'repeats a request that was counted already',
  notJson: 'not JSON',
  notObject: 'JSON, but no object',
  tooLong: 'longer than a line may be',
  tooDeep: 'nested too deeply',
  badField: 'its status or timestamp is unusable',
  future: 'its time is ahead of the clock',
}

/** Looks at a log line by line. @param samples as for `detect`: the head, then perhaps middle and tail */
export function inspectLog(samples: readonly Uint8Array[], options: DecodeOptions): Inspection {
  const plan = detect(samples, options)
  const reader = new LineInspector({ ...options, plan, keepLines: true, kernel: 'off', extraFields: [] })
  for (const [index, sample] of samples.entries()) reader.read(sample, index === 0)
  const known = plan.format === null ? null : formatNamed(plan.format)
  return {
    format: describeFormat(plan),
    description: known?.description ?? null,
    formatSource: known?.source ?? null,
    ...reader.seen(),
    looksLike: plan.format === null && reader.nothingUsed ? looksLike(samples[0] ?? new Uint8Array(0)) : null,
  }
}

/** Feeds a decoder one line at a time, and looks at what each one changed. */
class LineInspector {
  readonly #options: DecodeOptions & { readonly plan: DecodePlan }
  readonly #ingest = emptyIngest()
  readonly #noise: LineExample[] = []
  readonly #rejected: LineExample[] = []
  #request: Inspection['request'] = null
  #sample: SystemSample | null = null

  constructor(options: DecodeOptions & { readonly plan: DecodePlan }) {
    this.#options = options
  }

  get nothingUsed(): boolean {
    return this.#ingest.requests === 0 && this.#ingest.systemSamples === 0
  }

  seen(): Pick<Inspection, 'ingest' | 'request' | 'sample' | 'noise' | 'rejected'> {
    return {
      ingest: this.#ingest,
      request: this.#request,
      sample: this.#sample,
      noise: this.#noise,
      rejected: this.#rejected,
    }
  }

  read(sample: Uint8Array, isHead: boolean): void {
    const decoder = new PlainDecoder(this.#options, true)
    const first = isHead ? 0 : sample.indexOf(newline) + 1
    let lineNumber = 0
    for (let at = first; at < sample.length; ) {
      const next = sample.indexOf(newline, at)
      const end = next < 0 ? sample.length : next + 1
      lineNumber++
      const line = sample.subarray(at, end)
      const batches = [...decoder.write(line, { identity: '', offset: end }), ...decoder.flush()]
      this.#look(batches, line, isHead ? lineNumber : null)
      at = end
    }
    this.#look(decoder.end(), sample.subarray(sample.lastIndexOf(newline) + 1), isHead ? lineNumber : null)
  }

  #look(batches: readonly RequestBatch[], line: Uint8Array, lineNumber: number | null): void {
    for (const batch of batches) {
      addIngest(this.#ingest, batch.counters)
      this.#sample ??= batch.samples[0] ?? null
      if (batch.length > 0) this.#request ??= firstRequest(batch)
      const { ignored, rejected, requests } = batch.counters
      if (requests === 0) this.#keep(this.#noise, { ...ignored, blank: 0 }, line, lineNumber)
      this.#keep(this.#rejected, { ...rejected }, line, lineNumber)
    }
  }

  #keep(
    examples: LineExample[],
    counts: Record<string, number>,
    line: Uint8Array,
    lineNumber: number | null,
  ): void {
    const reason = Object.keys(counts).find(name => counts[name]! > 0)
    if (reason === undefined || examples.length >= mostExamples) return
    examples.push({ lineNumber, text: textOf(line, longestText), reason: reasons[reason]! })
  }
}

function textOf(bytes: Uint8Array, longest: number): string {
  return Buffer.from(bytes.subarray(0, longest * 4))
    .toString('utf8')
    .trimEnd()
    .slice(0, longest)
}

function firstRequest(batch: RequestBatch): Inspection['request'] {
  const { line } = batch
  const text = (column: Int32Array): string | null => (column[0]! < 0 ? null : batch.strings[column[0]!]!)
  const duration = batch.duration[0]!
  return {
    line:
      line === null
        ? ''
        : textOf(line.chunk.subarray(line.offset[0]!, line.offset[0]! + line.length[0]!), longestRecord),
    fields: {
      timestamp: batch.timestamp[0]!,
      method: text(batch.method),
      endpoint: text(batch.endpoint),
      route: text(batch.route),
      status: batch.status[0]!,
      duration: Number.isNaN(duration) ? null : duration,
      client: text(batch.client),
      userAgent: text(batch.userAgent),
      cache: ([null, 'miss', 'hit', 'none'] as const)[batch.cache[0]! + 1]!,
      errorMessage: text(batch.errorMessage),
    },
  }
}
