import { describe, expect, it } from 'vitest'
import { explainSpike } from '../../src/insight/index.ts'
import { type Call, stretchOf } from './snapshots.ts'

const calls = (count: number, from: number, seconds: number, call: Partial<Call>): Call[] =>
  Array.from({ length: count }, (_, i) => ({ at: from + (seconds * i) / count, ...call }))

const before = stretchOf(
  [
    ...calls(600, 0, 600, { endpoint: '/a', client: 'alice' }),
    ...calls(600, 0, 600, { endpoint: '/b', client: 'bob' }),
    ...calls(6, 0, 600, { endpoint: '/b', status: 500, client: 'bob' }),
  ],
  0,
  600,
)

describe('who made a spike', () => {
  it('of requests: the endpoint with 80 % of the excess is named first', () => {
    // 60 s with 10 requests a second more: 8 of them to /a by mallory, 2 to /c.
    const during = stretchOf(
      [
        ...calls(60, 600, 60, { endpoint: '/a', client: 'alice' }),
        ...calls(60, 600, 60, { endpoint: '/b', client: 'bob' }),
        ...calls(480, 600, 60, { endpoint: '/a', client: 'mallory' }),
        ...calls(120, 600, 60, { endpoint: '/c', client: 'bob', status: 404 }),
      ],
      600,
      660,
    )
    const found = explainSpike(during, before, 'requests')
    expect(found).toMatchObject({ from: 600, to: 660, baselineFrom: 0, baselineTo: 600, figure: 'requests' })
    expect(found.before).toBeCloseTo(1206 / 600, 9)
    expect(found.during).toBeCloseTo(12, 9)
    const excess = 12 - 1206 / 600
    const share = (dimension: string, value: string) =>
      found.shares.find(one => one.dimension === dimension && one.value === value)?.share
    expect(found.shares.filter(one => one.dimension === 'endpoint').map(one => one.value)).toEqual([
      'GET /a',
      'GET /c',
    ])
    expect(found.shares.filter(one => one.dimension === 'client')[0]!.value).toBe('mallory')
    expect(share('endpoint', 'GET /a')).toBeCloseTo(8 / excess, 9)
    expect(share('client', 'mallory')).toBeCloseTo(8 / excess, 9)
    expect(share('status', '404')).toBeCloseTo(2 / excess, 9)
    expect(share('endpoint', 'GET /b')).toBeUndefined()
  })

  it('of errors, by itself: endpoint and status', () => {
    const during = stretchOf(
      [
        ...calls(60, 600, 60, { endpoint: '/a' }),
        ...calls(48, 600, 60, { method: 'POST', endpoint: '/pay', status: 503 }),
        ...calls(12, 600, 60, { endpoint: '/b', status: 500 }),
      ],
      600,
      660,
    )
    const found = explainSpike(during, before)
    expect(found.figure).toBe('errors')
    expect(found.shares.map(one => [one.dimension, one.value])).toEqual([
      ['endpoint', 'POST /pay'],
      ['status', '503'],
      ['endpoint', 'GET /b'],
      ['status', '500'],
    ])
    expect(found.shares[0]!.share).toBeCloseTo(0.8 / (1 - 0.01), 9)
  })

  it('is nobody where nothing rose', () => {
    expect(explainSpike(before, before).shares).toEqual([])
    expect(explainSpike(stretchOf([], 600, 660), before).shares).toEqual([])
    expect(explainSpike(before, stretchOf([], null, null)).shares[0]).toMatchObject({ before: 0 })
  })

  it('names sources where there are several', () => {
    const sources = (a: number, b: number) =>
      [a, b].map((total, i) => ({ ...stretchOf(calls(total, 0, 60, {}), 0, 60).requests, value: `web-${i}` }))
    const during = { ...stretchOf(calls(600, 0, 60, {}), 0, 60), bySource: sources(540, 60) }
    const earlier = { ...stretchOf(calls(120, 0, 60, {}), 0, 60), bySource: sources(60, 60) }
    const found = explainSpike(during, earlier).shares.filter(one => one.dimension === 'source')
    expect(found).toEqual([{ dimension: 'source', value: 'web-0', before: 1, during: 9, share: 1 }])
  })
})
