import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bodyOf, type Formed } from '../../../src/history/clickhouse/body.ts'

const now = 1_795_003_600

interface Row {
  readonly step: number
  readonly time: number
  readonly host: string
}

/** The condition as a function: what of SQL is used reads as JavaScript after a few replacements. */
function passes(where: string): (row: Row) => boolean {
  const text = where
    .replaceAll(' AND ', ' && ')
    .replaceAll(' OR ', ' || ')
    .replaceAll(/(step) = /g, '$1 === ')
  const transform = (value: string, from: string[], to: number[], otherwise: number) =>
    to[from.indexOf(value)] ?? otherwise
  const plain = (value: number) => value
  const test = new Function('step', 'time', 'host', 'transform', 'toUInt32', 'toDateTime', `return ${text}`)
  return ({ step, time, host }) => test(step, time, host, transform, plain, plain) as boolean
}

/** Rows that a host has sent: narrow ones up to some time, wide ones as far as they are formed. */
function rowsOf({ host, formed }: Formed, sent: number): Row[] {
  const rows: Row[] = []
  const start = now - 100_000 - ((now - 100_000) % 600)
  for (let time = start; time < sent; time += 10) rows.push({ step: 10, time, host })
  for (let time = start; time + 60 <= formed[60]; time += 60) rows.push({ step: 60, time, host })
  for (let time = start; time + 600 <= formed[600]; time += 600) rows.push({ step: 600, time, host })
  return rows
}

const hosts = fc
  .array(
    fc.record({
      // Most send every two seconds; one was cut off, one is dead.
      lag: fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: 0, max: 20 }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 90_000 }) },
      ),
      unformed: fc.oneof(
        { weight: 4, arbitrary: fc.constant(15) },
        { weight: 1, arbitrary: fc.integer({ min: 15, max: 5000 }) },
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map(list =>
    list.map(({ lag, unformed }, i) => {
      const sent = Math.floor((now - lag) / 10) * 10
      const upTo = (width: number) => Math.floor((sent - unformed) / width) * width
      return { sent, host: `it's ${i}`, formed: { 60: upTo(60), 600: upTo(600) } }
    }),
  )

describe('the rows that make up a window', () => {
  it('hold each moment of each host once, whatever the hosts have sent', () => {
    fc.assert(
      fc.property(
        hosts,
        fc.integer({ min: 10, max: 90_000 }),
        fc.integer({ min: 0, max: 3000 }),
        fc.constantFrom(null, 10, 60, 600),
        (all, seconds, ago, step) => {
          const to = now - ago
          const body = bodyOf({ from: to - seconds, to, step }, all, now - 172_800)
          const test = passes(body.where)
          expect(body.from).toBeLessThan(to - seconds + 60)
          expect(body.to).toBeGreaterThanOrEqual(Math.max(to, body.from))
          for (const host of all) {
            const covered = new Uint8Array((body.to - body.from) / 10)
            for (const row of rowsOf(host, host.sent).filter(test))
              for (let time = row.time; time < row.time + row.step; time += 10) {
                const at = (time - body.from) / 10
                if (at < 0 || at >= covered.length) throw new Error(`${row.step} at ${row.time} is outside`)
                covered[at]!++
              }
            const until = Math.max(0, (Math.min(host.sent, body.to) - body.from) / 10)
            expect([...covered.subarray(0, until)].every(times => times === 1)).toBe(true)
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  it('are few: a day of many hosts is read from buckets of ten minutes', () => {
    const all = Array.from({ length: 1000 }, (_, i) => ({
      host: `web-${i}`,
      formed: { 60: now - (i % 2) * 60, 600: now - 600 },
    }))
    const { where, step } = bodyOf({ from: now - 86_400, to: now, step: null }, all, now - 172_800)
    expect(step).toBe(600)
    expect(where.length).toBeLessThan(1000)
  })
})
