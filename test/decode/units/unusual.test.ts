import { describe, expect, it } from 'vitest'
import { createDecoder, detect } from '../../../src/decode/index.ts'
import { ManualClock } from '../../../src/model/index.ts'
import { type Exchange, iso, micros, ms, seconds, traffic, whole } from '../shapes/traffic.ts'

const ordinary = traffic(120)
const probe = (i: number): Exchange => ({
  ...ordinary[0]!,
  at: ordinary[0]!.at - 60_000 + i * 500,
  path: '/healthz',
  status: 200,
  nanos: 60_000 + i * 1000,
})
const open = (i: number): Exchange => ({
  ...ordinary[i]!,
  path: '/socket',
  status: 101,
  nanos: 1.8e12 + i * 1e10,
})

function durations(
  requests: readonly Exchange[],
  write: (e: Exchange) => number,
  planned: boolean,
): number[] {
  const lines = requests.map(e =>
    JSON.stringify({
      ts: iso(e.at),
      method: e.method,
      path: e.path,
      status: e.status,
      duration: write(e),
    }),
  )
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  const options = { source: 0, clock: new ManualClock(1_800_000_000), zone: 'UTC' }
  const decoder = createDecoder(planned ? { ...options, plan: detect([bytes], options) } : options)
  const batches = [...decoder.write(bytes, { identity: 'x', offset: bytes.length }), ...decoder.end()]
  return batches.flatMap(batch => [...batch.duration.subarray(0, batch.length)])
}

describe.each([true, false])('the unit of others (planned: %s)', planned => {
  it.each([
    ['milliseconds', (e: Exchange) => ms(e), 1e6],
    ['whole milliseconds', whole, 1e6],
    ['seconds', (e: Exchange) => seconds(e), 1e9],
    ['whole microseconds', micros, 1e3],
  ])('is not told by probes that come first: %s', (_, write, nanosPerUnit) => {
    const requests = [...Array.from({ length: 60 }, (_, i) => probe(i)), ...ordinary]
    expect(durations(requests, write, planned)).toEqual(requests.map(e => write(e) / (1e9 / nanosPerUnit)))
  })

  it.each([
    ['milliseconds', (e: Exchange) => ms(e), 1e6],
    ['whole milliseconds', whole, 1e6],
    ['seconds', (e: Exchange) => seconds(e), 1e9],
    ['whole microseconds', micros, 1e3],
  ])('is not told by connections that stay open: %s', (_, write, nanosPerUnit) => {
    const requests = ordinary.flatMap((e, i) => (i % 10 === 3 ? [open(i), e] : [e]))
    expect(durations(requests, write, planned)).toEqual(requests.map(e => write(e) / (1e9 / nanosPerUnit)))
  })

  it.each([
    ['whole milliseconds', whole, 1e6],
    ['seconds', (e: Exchange) => seconds(e), 1e9],
  ])('is not told by a few that waited for hours: %s', (_, write, nanosPerUnit) => {
    const requests = ordinary.map((e, i) => (i % 60 === 7 ? { ...e, nanos: 3.6e12 } : e))
    expect(durations(requests, write, planned)).toEqual(requests.map(e => write(e) / (1e9 / nanosPerUnit)))
  })

  it('is told by probes where there is nothing else', () => {
    const requests = Array.from({ length: 60 }, (_, i) => probe(i))
    expect(durations(requests, e => seconds(e), planned)).toEqual(requests.map(e => seconds(e)))
  })
})
