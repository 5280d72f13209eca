import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteReader } from '../../../src/history/sqlite/reader.ts'
import { SqliteShipping } from '../../../src/history/sqlite/shipping.ts'
import { SqliteWriter } from '../../../src/history/sqlite/writer.ts'
import { ManualClock } from '../../../src/model/index.ts'
import { commitOf, type Request, self } from '../traffic.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-store-'))
  path = join(folder, 'history.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

const start = 1_795_000_000
const endpoints = ['/a', '/b', '/c']
const sources = ['/var/log/one', '/var/log/two']

const requests = (newest: number) =>
  fc.array(
    fc.record({
      // Mostly now, some late, some from long before.
      time: fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: newest - 3, max: newest }) },
        { weight: 2, arbitrary: fc.integer({ min: newest - 200, max: newest }) },
        { weight: 1, arbitrary: fc.integer({ min: newest - 5000, max: newest }) },
      ),
      endpoint: fc.constantFrom(...endpoints),
      source: fc.constantFrom(...sources),
      status: fc.constantFrom(200, 404, 500),
      duration: fc.integer({ min: 1, max: 2000 }).map(ms => ms / 1000),
    }),
    { maxLength: 30 },
  )

/** Batches that are committed some time after each other. */
const sessions = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 25 }).chain(pauses => {
  let now = start
  return fc.tuple(
    ...pauses.map(pause => {
      now += pause
      const at = now
      return requests(at).map(all => ({ at, all }))
    }),
  )
})

function open(): SqliteReader {
  return SqliteReader.open(path, { clock: new ManualClock(start), host: 'here' })!
}

function countOf(reader: SqliteReader, from: number, to: number, step: number | null = null) {
  return reader.query({ from, to, step, by: new Set(), where: null, figuresOnly: true })
}

describe('a store', () => {
  it('gives back every request exactly once, whatever its age, however it is asked', () => {
    fc.assert(
      fc.property(sessions, batches => {
        rmSync(path, { force: true })
        const writer = new SqliteWriter({ path, self })
        const all: Request[] = []
        for (const { at, all: some } of batches) {
          writer.commit(commitOf(some, at))
          all.push(...some)
        }
        const now = batches.at(-1)!.at
        const reader = open()
        try {
          for (const seconds of [10, 60, 900, 3600, 20_000]) {
            for (const step of [null, 1, 60, 1200]) {
              const answer = countOf(reader, now + 1 - seconds, now + 1, step)
              const expected = all.filter(({ time }) => time >= answer.from && time < answer.to)
              const counted = answer.rollups.reduce((sum, { rollup }) => sum + rollup.requests, 0)
              expect(counted).toBe(expected.length)
              expect(answer.to).toBe(now + 1)
              const spent = answer.rollups.reduce((sum, { rollup }) => sum + rollup.durationSum, 0)
              expect(spent).toBeCloseTo(
                expected.reduce((sum, { duration }) => sum + duration, 0),
                6,
              )
            }
          }
          const apart = reader.query({
            from: start - 10_000,
            to: now + 1,
            step: null,
            by: new Set(['source', 'endpoint']),
            where: ({ endpoint }) => endpoint !== '/c',
          })
          for (const { source, endpoint, rollup } of apart.rollups) {
            const expected = all.filter(each => each.source === source && each.endpoint === endpoint)
            expect(rollup.requests).toBe(expected.length)
            expect(rollup.countStatuses(500, 599)).toBe(
              expected.filter(({ status }) => status === 500).length,
            )
          }
          expect(apart.rollups.some(({ endpoint }) => endpoint === '/c')).toBe(false)
        } finally {
          reader.close()
          writer.close()
        }
      }),
      { numRuns: 60 },
    )
  })

  it('hands over every change for shipping, so that what comes last, wide and then narrow, is all there is', () => {
    fc.assert(
      fc.property(sessions, fc.integer({ min: 1, max: 5 }), (batches, commits) => {
        rmSync(path, { force: true })
        const writer = new SqliteWriter({ path, self })
        const shipping = SqliteShipping.open(path)!
        const all: Request[] = []
        const sent = new Map<string, { step: number; time: number; requests: number }>()
        const ship = () => {
          for (;;) {
            const cursor = shipping.cursor('elsewhere')
            const changes = shipping.changes(cursor, commits)
            if (JSON.stringify(changes.cursor) === JSON.stringify(cursor)) return
            for (const { step, time, rollups } of changes.buckets)
              for (const [{ source, endpoint }, { requests }] of rollups)
                sent.set(`${step} ${time} ${source} ${endpoint}`, { step, time, requests })
            shipping.moveCursor('elsewhere', changes.cursor)
          }
        }
        batches.forEach(({ at, all: some }, n) => {
          writer.commit(commitOf(some, at))
          all.push(...some)
          // Now and then only: it may fall behind by more than what is kept.
          if (n % 3 === 0) ship()
        })
        ship()
        const { formed } = shipping.cursor('elsewhere')
        for (const width of [60, 600] as const) {
          const border = Math.floor(formed[width]! / width) * width
          const count = [...sent.values()]
            .filter(({ step, time }) => (time < border ? step === width : step === 10))
            .reduce((sum, { requests }) => sum + requests, 0)
          expect(count).toBe(all.length)
        }
        shipping.close()
        writer.close()
      }),
      { numRuns: 60 },
    )
  })

  it('answers for the last 15 minutes to the second, before to 10 s, then to the minute', () => {
    const writer = new SqliteWriter({ path, self })
    const now = start
    const at = (ago: number): Request => ({
      time: now - ago,
      endpoint: '/a',
      source: '/log',
      status: 200,
      duration: 0.1,
    })
    writer.commit(commitOf([at(0), at(700), at(5000), at(40_000)], now))
    const reader = open()
    expect(countOf(reader, now - 700.5, now + 1)).toMatchObject({ from: now - 700, to: now + 1 })
    expect(countOf(reader, now - 4999, now + 1).from % 10).toBe(0)
    expect(countOf(reader, now - 39_999, now + 1).from % 60).toBe(0)
    reader.close()
    writer.close()
  })
})

describe('what is no file', () => {
  it('takes nothing more once its file is gone, or is another one', () => {
    const request = { time: start, endpoint: '/a', source: '/log', status: 200, duration: 0.1 }
    const writer = new SqliteWriter({ path, self })
    writer.commit(commitOf([request], start))
    renameSync(path, `${path}.away`)
    const told = 'history was deleted or replaced while it was written'
    expect(() => writer.commit(commitOf([request], start + 1))).toThrow(told)
    copyFileSync(`${path}.away`, path)
    expect(() => writer.commit(commitOf([request], start + 2))).toThrow(told)
    rmSync(path)
    renameSync(`${path}.away`, path)
    writer.commit(commitOf([request], start + 3))
    writer.close()
    const reader = open()
    expect(countOf(reader, start, start + 1).rollups[0]!.rollup.requests).toBe(2)
    reader.close()
  })

  it('is refused at once, even a named pipe that nobody reads', () => {
    execFileSync('mkfifo', [path])
    expect(() => new SqliteWriter({ path, self })).toThrow('history cannot be opened')
    expect(() => SqliteReader.open(path, { clock: new ManualClock(start), host: 'here' })).toThrow(
      'not a file',
    )
  })
})
