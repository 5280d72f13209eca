import { expect, it } from 'vitest'
import { createDecoder } from '../../../src/decode/index.ts'
import { addIngest, emptyIngest, ManualClock, sumCounts } from '../../../src/model/index.ts'

const request =
  '{"timestamp":1732270000,"endpoint":"/a","method":"GET","status_code":200,"response_time":0.1}'

function decoded(lines: readonly string[]) {
  const decoder = createDecoder({ source: 0, clock: new ManualClock(1732270001) })
  const bytes = Buffer.from(lines.map(line => `${line}\n`).join(''))
  const batches = [...decoder.write(bytes, { identity: '', offset: bytes.length }), ...decoder.end()]
  const counters = emptyIngest()
  for (const batch of batches) addIngest(counters, batch.counters)
  const rows = batches.reduce((sum, { length }) => sum + length, 0)
  return { counters, rows, notes: decoder.format.notes }
}

it('counts requests that a server could not hand over as records of one line, all dropped', () => {
  const { counters, rows, notes } = decoded([
    request,
    '{"timestamp":1732270000,"host":"web-3","pid":7,"dropped_requests":12,"doubtful_requests":3}',
    request,
  ])
  expect(rows).toBe(2)
  expect(counters).toMatchObject({ lines: 14, requests: 14, dropped: { undelivered: 12 } })
  expect(counters.lines).toBe(counters.requests + sumCounts(counters.ignored) + sumCounts(counters.rejected))
  expect(notes).toContain('Up to 3 more requests may have been lost when connections broke.')
})

it.each([
  '{"timestamp":1732270000,"dropped_requests":-1,"doubtful_requests":0}',
  '{"timestamp":1732270000,"dropped_requests":1e300,"doubtful_requests":0}',
  '{"timestamp":1732270000,"dropped_requests":"7","doubtful_requests":0}',
  '{"timestamp":1732270000,"dropped_requests":7}',
  '{"timestamp":1732270000,"dropped_requests":0,"doubtful_requests":1}',
])('takes %s for one line that is no request', line => {
  const { counters } = decoded([request, line])
  expect(counters).toMatchObject({ lines: 2, requests: 1, dropped: {}, ignored: { notRequest: 1 } })
})
