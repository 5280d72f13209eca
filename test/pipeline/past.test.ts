import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Collector } from '../../src/collector/index.ts'
import { SqliteReader } from '../../src/history/sqlite/reader.ts'
import { SqliteWriter } from '../../src/history/sqlite/writer.ts'
import { emptyIngest, ManualClock } from '../../src/model/index.ts'
import type { ObserveRequest } from '../../src/pipeline/observe-request.ts'
import { Observer } from '../../src/pipeline/observer.ts'
import { Past } from '../../src/pipeline/past.ts'
import { parseFilter } from '../../src/query/index.ts'
import { batchOf } from '../collector/batches.ts'
import { commitOf, type Request, self } from '../history/traffic.ts'

const start = 1_795_000_000
const source = '/var/log/access.log'

let folder: string
let path: string
let writer: SqliteWriter

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-past-'))
  path = join(folder, 'history.db')
  writer = new SqliteWriter({ path, self })
})
afterEach(() => {
  writer.close()
  rmSync(folder, { recursive: true })
})

const requestAt = (time: number): Request => ({ time, endpoint: '/a', source, status: 200, duration: 0.1 })

function pastOf(clock: ManualClock): Past {
  const open = () => SqliteReader.open(path, { clock, host: 'here' })
  const fail = (error: Error) => {
    throw error
  }
  return new Past({ open, clock, sources: 'own', filter: null, onError: fail })
}

function look(past: Past, now: number, heldFrom: number): number | null {
  const present = { now, heldFrom, own: new Set([source]), sources: [], ingest: emptyIngest }
  const snapshot = past.snapshot({ windowSeconds: 300 }, present)
  return snapshot === null ? null : snapshot.requests.total
}

describe('what was recorded before a run', () => {
  it.each([0, 1000])('is not what the run itself recorded, %i s after its first request', passed => {
    const now = start + passed
    writer.commit(commitOf([requestAt(start + 0.7), requestAt(start + 0.9)], now, passed === 0 ? 1 : 10))
    const past = pastOf(new ManualClock(now))
    expect(
      past.snapshot(
        { windowSeconds: passed + 300 },
        {
          now,
          heldFrom: start + 0.7,
          own: new Set([source]),
          sources: [],
          ingest: emptyIngest,
        },
      ),
    ).toBeNull()
    past.close()
  })

  it('is asked again as soon as anything was written, and not before', () => {
    writer.commit(commitOf([requestAt(start - 60)], start))
    const past = pastOf(new ManualClock(start))
    expect(look(past, start, start - 1)).toBe(1)
    // Within the same second: nothing but the commit tells that there is more.
    writer.commit(commitOf([requestAt(start - 61), requestAt(start - 2)], start))
    expect(look(past, start + 0.1, start - 1)).toBe(3)
    expect(look(past, start + 1.5, start - 1)).toBe(3)
    // The window has moved over what was first.
    expect(look(past, start + 240, start - 1)).toBe(1)
    past.close()
  })

  it('has the newest requests of the run itself, which nobody recorded one by one', () => {
    writer.commit(commitOf([requestAt(start - 60)], start))
    const clock = new ManualClock(start)
    const collector = new Collector({ clock, profile: 'live' })
    collector.add(batchOf([1, 2, 3].map(i => ({ time: start - i, status: i === 1 ? 500 : 200, path: '/b' }))))
    const past = pastOf(clock)
    const observer = new Observer({
      collector,
      clock,
      insight: {},
      byInstance: false,
      past: () => past,
      own: new Set([source]),
      sources: () => [],
    })
    const seen = (request: Partial<ObserveRequest>) => {
      const { requests, recentRequests } = observer.observe({ windowSeconds: 300, ...request }).snapshot
      return [requests.total, recentRequests.map(({ timestamp }) => start - timestamp)]
    }
    expect(seen({})).toEqual([1, [1, 2, 3]])
    expect(seen({ filter: parseFilter('status >= 500') })).toEqual([0, [1]])
    expect(seen({ end: start - 30 })).toEqual([1, []])
    past.close()
  })
})
