import { createDecoder, type DecodeOptions, detect } from '../../../src/decode/index.ts'
import { addIngest, emptyIngest, type IngestCounters, type RequestBatch } from '../../../src/model/index.ts'

/** Every row of a run of batches as one text, and what was counted: the way from bytes to here does not show. */
export interface Outcome {
  readonly rows: string[]
  readonly counters: IngestCounters
  /** Where each batch ended, and how many rows it had. */
  readonly cuts: string[]
}

export function outcomeOf(batches: readonly RequestBatch[]): Outcome {
  const rows: string[] = []
  const counters = emptyIngest()
  const cuts: string[] = []
  for (const batch of batches) {
    addIngest(counters, batch.counters)
    cuts.push(`${batch.length} rows to ${batch.position.identity}:${batch.position.offset}`)
    for (let row = 0; row < batch.length; row++) rows.push(rowText(batch, row))
    for (const sample of batch.samples) rows.push(JSON.stringify(sample))
  }
  return { rows, counters, cuts }
}

function rowText(batch: RequestBatch, row: number): string {
  const { timestamp, duration, status, cache, method, endpoint, route, client, userAgent, errorMessage } =
    batch
  const text = (column: Int32Array): string => {
    const id = column[row]!
    return id < 0 ? String(id) : JSON.stringify(batch.strings[id])
  }
  const numbers = [timestamp[row], duration[row], status[row], cache[row]].map(value =>
    Object.is(value, -0) ? '-0' : value,
  )
  const texts = [method, endpoint, route, client, userAgent, errorMessage, ...batch.extra.values()].map(text)
  const { line } = batch
  const kept =
    line === null
      ? ''
      : Buffer.from(line.chunk.subarray(line.offset[row]!, line.offset[row]! + line.length[row]!)).toString(
          'latin1',
        )
  return [...numbers, ...texts, kept].join(' ')
}

/** Sizes of the chunks in which a decoder gets its bytes; the last one is used again and again. */
export type Cuts = readonly number[]

export function decodeAll(bytes: Uint8Array, options: DecodeOptions, cuts: Cuts): Outcome {
  const decoder = createDecoder(options)
  const batches: RequestBatch[] = []
  for (let from = 0, i = 0; from < bytes.length; i++) {
    const end = Math.min(bytes.length, from + (cuts[Math.min(i, cuts.length - 1)] ?? bytes.length))
    batches.push(...decoder.write(bytes.subarray(from, end), { identity: 'x', offset: end }))
    from = end
  }
  batches.push(...decoder.end())
  return outcomeOf(batches)
}

export const fixedClock = { now: (): number => 1_795_400_000 }

export function planFor(bytes: Uint8Array, options: DecodeOptions): DecodeOptions {
  return { ...options, plan: detect([bytes], options) }
}

/** With and without the kernel. */
export function bothWays(
  bytes: Uint8Array,
  options: DecodeOptions,
  cuts: Cuts,
): { kernel: Outcome; plain: Outcome } {
  return {
    kernel: decodeAll(bytes, { ...options, kernel: 'always' }, cuts),
    plain: decodeAll(bytes, { ...options, kernel: 'off' }, cuts),
  }
}
