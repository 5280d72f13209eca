import { describe, expect, it } from 'vitest'
import { createDecoder } from '../../../src/decode/index.ts'

const now = 1_795_337_700

function requestsOf(records: readonly object[]): number {
  const decoder = createDecoder({ source: 0, clock: { now: () => now } })
  const bytes = Buffer.from(records.map(record => `${JSON.stringify(record)}\n`).join(''))
  const batches = [...decoder.write(bytes, { identity: '', offset: bytes.length }), ...decoder.end()]
  return batches.reduce((sum, { counters }) => sum + counters.requests, 0)
}

const time = new Date((now - 60) * 1000).toISOString()
const many = (tell: (i: number) => readonly object[]): object[] =>
  Array.from({ length: 20 }, (_, i) => tell(i)).flat()

describe('a line with a status, an id and no target', () => {
  it('is none of a request when Logbook tells of a call to somebody else', () => {
    const call = (from: string, to: string) => (i: number) => [
      { origin: from, type: 'request', correlation: `c${i}`, method: 'GET', uri: 'https://x.test/a' },
      { origin: to, type: 'response', correlation: `c${i}`, duration: 12, status: 200 },
    ]
    expect(requestsOf(many(call('local', 'remote')))).toBe(0)
    expect(requestsOf(many(call('remote', 'local')))).toBe(20)
  })

  it('does not end the request when it is the prose of the app', () => {
    const lines = many(i => [
      { time, event: 'request_started', request_id: `r${i}`, method: 'GET', path: '/a' },
      { time, event: 'called billing', request_id: `r${i}`, status: 500 },
      { time, event: 'request_finished', request_id: `r${i}`, status: 200, duration_ms: 12 },
    ])
    expect(requestsOf(lines)).toBe(20)
  })

  it('is no request by itself', () => {
    expect(requestsOf(many(i => [{ time, job: 'sync', id: i, status: 200 }]))).toBe(0)
    expect(requestsOf(many(i => [{ time, operation: 'sync', id: i, status: 200, duration: 12 }]))).toBe(0)
  })
})
