import { describe, expect, it } from 'vitest'
import { createDecoder, detect } from '../../src/decode/index.ts'
import { ManualClock, type RequestBatch } from '../../src/model/index.ts'
import { byValue } from './shapes/by-value.ts'
import { dumped } from './shapes/dumped.ts'
import { gateways } from './shapes/gateways.ts'
import { listed } from './shapes/listed.ts'
import { names } from './shapes/names.ts'
import { odd } from './shapes/odd.ts'
import { products } from './shapes/products.ts'
import { statusNames } from './shapes/status-names.ts'
import { together } from './shapes/together.ts'
import { told } from './shapes/told.ts'
import { type Exchange, type Shape, traffic } from './shapes/traffic.ts'
import { unlisted } from './shapes/unlisted.ts'
import { wrapped } from './shapes/wrapped.ts'
import { addUp, lawOfCounting, textOf } from './totals.ts'

const now = 1_800_000_000

interface Read {
  endpoint: string
  status: number
  duration: number
  time: number
  client: string | null
  agent: string | null
  cache: number
}

function rowsOf(batches: readonly RequestBatch[]): Read[] {
  return batches.flatMap(batch =>
    Array.from({ length: batch.length }, (_, row) => ({
      endpoint: `${textOf(batch, batch.method, row) ?? '-'} ${textOf(batch, batch.endpoint, row) ?? '-'}`,
      status: batch.status[row]!,
      duration: batch.duration[row]!,
      time: batch.timestamp[row]!,
      client: textOf(batch, batch.client, row),
      agent: textOf(batch, batch.userAgent, row),
      cache: batch.cache[row]!,
    })),
  )
}

function decode(text: string, planned: boolean): RequestBatch[] {
  const bytes = Buffer.from(text)
  const options = { source: 0, clock: new ManualClock(now), zone: 'UTC' }
  const decoder = createDecoder(planned ? { ...options, plan: detect([bytes], options) } : options)
  return [...decoder.write(bytes, { identity: 'x', offset: bytes.length }), ...decoder.end()]
}

function compare(read: readonly Read[], truth: readonly Exchange[], says: NonNullable<Shape['says']>): void {
  expect(read.length).toBe(truth.length)
  truth.forEach((e, i) => {
    const row = read[i]!
    expect(row.endpoint).toBe(says.endpoint?.(e) ?? `${e.method} ${e.path}`)
    expect(row.status).toBe(e.status)
    checkDuration(row, e, says)
    if (says.time === false) expect(row.time).toBe(now)
    else expect(Math.abs(row.time - e.at / 1000)).toBeLessThan(says.time === 'second' ? 1 : 0.0006)
    if (says.client !== false) expect(row.client?.replace('::ffff:', '')).toBe(e.ip)
    if (says.agent !== false) expect(row.agent).toBe(e.agent)
    const cache = says.cache === true ? { HIT: 1, MISS: 0, BYPASS: 2 }[e.cache] : -1
    expect(row.cache === -1 && cache === 2 ? 2 : row.cache).toBe(cache)
  })
}

function checkDuration(row: Read, e: Exchange, says: NonNullable<Shape['says']>): void {
  if (says.duration === false) expect(row.duration).toBeNaN()
  else {
    const expected = e.nanos / 1e9
    expect(
      Math.abs(row.duration - expected),
      `${row.duration} s, expected ${expected} s`,
    ).toBeLessThanOrEqual(expected * 0.02 + (says.step ?? 0) * 0.501 + 6e-7)
  }
}

describe.each([
  ...listed,
  ...unlisted,
  ...gateways,
  ...dumped,
  ...told,
  ...byValue,
  ...names,
  ...products,
  ...wrapped,
  ...together,
  ...odd,
  ...statusNames,
])('$name', ({ lines, typical, says = {} }) => {
  const requests = traffic(120, typical)
  const text = `${lines(requests).join('\n')}\n`

  it.each([true, false])('reads every request (planned: %s)', planned => {
    const batches = decode(text, planned)
    compare(rowsOf(batches), requests, says)
    const { ingest } = addUp(batches)
    expect(lawOfCounting(ingest), JSON.stringify(ingest)).toBe(true)
    expect(ingest.bytes).toBe(Buffer.byteLength(text))
  })
})
