import { expect, it } from 'vitest'
import { createDecoder } from '../../../src/decode/index.ts'

it('does not take a request for the repetition of one whose method stood elsewhere', () => {
  const time = 1_795_337_609_000
  const lines = [
    { time, requestId: 'a', proxy: { method: 'GET', path: '/a', statusCode: 200 }, responseTime: 12 },
    ...[1, 2].map(i => ({ time: time + i, requestId: 'b', url: '/b', status: 200, responseTime: 3 })),
  ]
  const decoder = createDecoder({ source: 0, clock: { now: () => time / 1000 + 60 } })
  const bytes = Buffer.from(lines.map(line => `${JSON.stringify(line)}\n`).join(''))
  const batches = [...decoder.write(bytes, { identity: '', offset: bytes.length }), ...decoder.end()]
  expect(batches.map(({ counters }) => [counters.requests, counters.ignored.duplicate])).toEqual([[3, 0]])
})
