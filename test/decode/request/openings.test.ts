import { describe, expect, it } from 'vitest'
import { createDecoder, type DecodeOptions, detect } from '../../../src/decode/index.ts'
import { ManualClock, type RequestBatch } from '../../../src/model/index.ts'
import { type Exchange, iso, ms, traffic } from '../shapes/traffic.ts'
import { addUp, lawOfCounting, textOf } from '../totals.ts'

const requests = traffic(90)
const target = (e: Exchange): object => ({ ts: iso(e.at), method: e.method, path: e.path })
const began = (e: Exchange, more: object): object => ({ ...target(e), msg: 'incoming', ...more })
const ended = (e: Exchange, more: object = {}): object => ({
  ...target(e),
  msg: 'done',
  status: e.status,
  duration_ms: ms(e),
  ...more,
})

type How = 'planned' | 'streamed' | 'by the kernel'

function decode(records: readonly object[], how: How): RequestBatch[] {
  const bytes = Buffer.from(`${records.map(record => JSON.stringify(record)).join('\n')}\n`)
  const options: DecodeOptions = { source: 0, clock: new ManualClock(1_800_000_000), zone: 'UTC' }
  const kernel = how === 'by the kernel' ? 'always' : 'off'
  const decoder = createDecoder(
    how === 'streamed' ? { ...options, kernel } : { ...options, kernel, plan: detect([bytes], options) },
  )
  return [...decoder.write(bytes, { identity: 'x', offset: bytes.length }), ...decoder.end()]
}

function rows(records: readonly object[], how: How): string[] {
  const batches = decode(records, how)
  const { ingest } = addUp(batches)
  expect(lawOfCounting(ingest), JSON.stringify(ingest)).toBe(true)
  return batches.flatMap(batch =>
    Array.from(
      { length: batch.length },
      (_, row) =>
        `${textOf(batch, batch.method, row)} ${textOf(batch, batch.endpoint, row)} ${batch.status[row]} ${(batch.duration[row]! * 1000).toFixed(3)}`,
    ),
  )
}

const truth = requests.map(e => `${e.method} ${e.path} ${e.status} ${ms(e).toFixed(3)}`)

describe.each(['planned', 'streamed', 'by the kernel'] as const)('requests that are told twice (%s)', how => {
  it.each([
    ['no status yet', null],
    ['the status that Node begins with', 200],
  ])('by their id, with %s', (_, status) => {
    const id = (e: Exchange): object => ({ request_id: e.id })
    const records = requests.flatMap(e => [began(e, { ...id(e), status }), ended(e, id(e))])
    expect(rows(records, how)).toEqual(truth)
  })

  it('by their id, where the end says nothing of the target', () => {
    const records = requests.flatMap(e => [
      began(e, { request_id: e.id, status: null }),
      { ts: iso(e.at), request_id: e.id, status: e.status, duration_ms: ms(e) },
    ])
    expect(rows(records, how)).toEqual(truth)
  })

  it('once for their error', () => {
    const records = requests.flatMap(e => [
      ...(e.status >= 500
        ? [{ ...target(e), level: 'error', error: 'boom', status: e.status, request_id: e.id }]
        : []),
      ended(e, { request_id: e.id }),
    ])
    expect(rows(records, how)).toEqual(truth)
  })

  it.each([0, null, '-'])('without an id, by their want of a status (%s)', status => {
    const records = requests.flatMap(e => [began(e, { status }), ended(e)])
    expect(rows(records, how)).toEqual(truth)
  })

  it('are not those of which some were aborted', () => {
    const records = requests.map((e, i) => (i % 5 === 0 ? began(e, { status: null }) : ended(e)))
    expect(rows(records, how).sort()).toEqual(
      requests.map((e, i) => (i % 5 === 0 ? `${e.method} ${e.path} 0 NaN` : truth[i]!)).sort(),
    )
  })

  it('are not those that have an id each, and some no duration', () => {
    const records = requests.map((e, i) => {
      const id = { request_id: e.id }
      return i % 3 === 0 ? { ...target(e), status: e.status, ...id } : ended(e, id)
    })
    expect(rows(records, how).sort()).toEqual(
      requests.map((e, i) => (i % 3 === 0 ? `${e.method} ${e.path} ${e.status} NaN` : truth[i]!)).sort(),
    )
  })

  it('are not those of one session, minutes apart', () => {
    const records = requests.map((e, i) => ({
      ...(i % 3 === 0 ? { ...target(e), status: e.status } : ended(e)),
      ts: iso(e.at + i * 60_000),
      path: '/poll',
      method: 'GET',
      trace_id: 'session',
    }))
    expect(rows(records, how).length).toBe(requests.length)
  })

  it('count when nobody tells of their end', () => {
    const records = requests.flatMap((e, i) => {
      const id = { request_id: e.id }
      return i === 60 ? [began(e, { ...id, status: 200 })] : [began(e, { ...id, status: 200 }), ended(e, id)]
    })
    const open = requests[60]!
    expect(rows(records, how).sort()).toEqual(
      truth.map((row, i) => (i === 60 ? `${open.method} ${open.path} 200 NaN` : row)).sort(),
    )
  })
})
