import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BatchPool, createDecoder, type DecodeOptions } from '../../src/decode/index.ts'
import { ManualClock, type RequestBatch } from '../../src/model/index.ts'
import { textOf } from './totals.ts'

const log = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'logs', 'pino-http.jsonl'))
const options: DecodeOptions = {
  source: 0,
  clock: new ManualClock(1_800_000_000),
  zone: 'UTC',
  keepLines: true,
  extraFields: ['hostname'],
}

function rowsOf(batch: RequestBatch): string[] {
  const { timestamp, duration, status, cache, line, extra } = batch
  const texts = [batch.method, batch.endpoint, batch.route, batch.client, batch.userAgent, batch.errorMessage]
  return Array.from({ length: batch.length }, (_, row) => {
    const from = line!.offset[row]!
    const bytes = line!.chunk.subarray(from, from + line!.length[row]!)
    const words = [...texts, ...extra.values()].map(column => textOf(batch, column, row))
    return [timestamp[row], duration[row], status[row], cache[row], ...words, Buffer.from(bytes)].join('\0')
  })
}

/** All rows, each batch read when it is handed over and given back before the next write. */
function decode(sizes: readonly number[], given: DecodeOptions): { rows: string[]; batches: RequestBatch[] } {
  const decoder = createDecoder(given)
  const rows: string[] = []
  const batches: RequestBatch[] = []
  const take = (handed: readonly RequestBatch[]) => {
    for (const batch of handed) {
      rows.push(...rowsOf(batch))
      batches.push(batch)
      given.pool?.give(batch)
    }
  }
  let offset = 0
  for (let i = 0; offset < log.length; i++) {
    const end = Math.min(log.length, offset + sizes[i % sizes.length]!)
    take(decoder.write(log.subarray(offset, end), { identity: 'f', offset: end }))
    take(decoder.flush())
    offset = end
  }
  take(decoder.end())
  return { rows, batches }
}

it.each(['off', 'always'] as const)(
  'fills memory again without a trace of what it held (kernel %s)',
  kernel => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 200, max: 60_000 }), { minLength: 1, maxLength: 5 }), sizes => {
        const fresh = decode(sizes, { ...options, kernel })
        const reused = decode(sizes, { ...options, kernel, pool: new BatchPool() })
        expect(fresh.rows.length).toBeGreaterThan(100)
        expect(reused.rows).toEqual(fresh.rows)
      }),
      { numRuns: 20 },
    )
  },
)

it('fills the same memory again and again', () => {
  const { batches } = decode([20_000], { ...options, pool: new BatchPool() })
  const memories = new Set(
    batches.filter(({ length }) => length > 0).map(({ timestamp }) => timestamp.buffer),
  )
  expect(batches.length).toBeGreaterThan(6)
  expect(memories.size).toBeLessThan(4)
})
