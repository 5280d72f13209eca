import { describe, expect, it } from 'vitest'
import { createDecoder } from '../../../src/decode/index.ts'
import { ManualClock } from '../../../src/model/index.ts'

function count(record: object): { requests: number; others: number } {
  const decoder = createDecoder({ source: 0, clock: new ManualClock(1_800_000_000), zone: 'UTC' })
  const bytes = Buffer.from(`${JSON.stringify(record)}\n`.repeat(40))
  const batches = [...decoder.write(bytes, { identity: 'x', offset: bytes.length }), ...decoder.end()]
  const sum = (of: (batch: (typeof batches)[number]) => number): number =>
    batches.map(of).reduce((a, b) => a + b, 0)
  return {
    requests: sum(batch => batch.counters.requests),
    others: sum(batch => batch.counters.ignored.notRequest),
  }
}

const ts = '2026-11-22T08:40:00Z'
const labels = { method: 'GET', path: '/orders', status: '200' }

describe('records that sum up requests are none', () => {
  it.each([
    ['Prometheus, a counter', { ts, metric: 'http_requests_total', labels, value: 12 }],
    ['Prometheus, a series', { metric: { __name__: 'http_requests_total', ...labels }, values: [1, 2] }],
    [
      'Telegraf',
      { name: 'http_requests', fields: { count: 12, sum: 1.2 }, tags: labels, timestamp: 1_795_336_800 },
    ],
    [
      'Micrometer',
      { ts, name: 'http.server.requests', tags: labels, measurements: { COUNT: 3, TOTAL_TIME: 0.5 } },
    ],
    ['by hand', { ts, ...labels, count: 120, avg_ms: 12.1, p95_ms: 50, p99_ms: 90 }],
  ])('%s', (_, record) => {
    expect(count(record)).toEqual({ requests: 0, others: 40 })
  })

  it('unless they have a duration of their own', () => {
    expect(count({ ts, ...labels, duration_ms: 12, p99_ms: 90 })).toEqual({ requests: 40, others: 0 })
  })
})
