import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SqliteReader } from '../../../src/history/sqlite/reader.ts'
import { SqliteWriter } from '../../../src/history/sqlite/writer.ts'
import { ManualClock, type SystemSample } from '../../../src/model/index.ts'
import { self } from '../traffic.ts'

const start = 1_795_000_000

function sample(timestamp: number, cpuPercent: number | null, host = 'web-1'): SystemSample {
  return {
    timestamp,
    host,
    origin: 'local',
    cpuPercent,
    memoryPercent: 50,
    memoryUsedMb: null,
    memoryAvailableMb: null,
    diskUsagePercent: null,
    activeConnections: 3,
    cacheSize: null,
    cacheHitRatio: 0.5,
  }
}

it('keeps samples of each machine, in order, and gives means of them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'api-metrics-samples-'))
  const path = join(folder, 'history.db')
  const writer = new SqliteWriter({ path, self })
  const all = Array.from({ length: 200 }, (_, i) =>
    sample(start + 10 * i + 0.25, i % 7 === 0 ? null : i % 50),
  )
  const other = sample(start + 5, 99, 'web-2')
  // In several commits, out of order.
  for (const samples of [all.slice(100), [other, ...all.slice(0, 60)], all.slice(60, 100)])
    writer.commit({ at: start + 2000, series: [], buckets: [], samples, checkpoints: [] })
  const reader = SqliteReader.open(path, { clock: new ManualClock(start), host: 'web-1' })!
  expect(reader.samples(start, start + 5000)).toEqual(
    [...all, other].sort((a, b) => a.timestamp - b.timestamp),
  )
  expect(reader.samples(start + 1000, start + 1010)).toEqual([all[100]])
  const minutes = reader.samples(start, start + 5000, 60).filter(({ host }) => host === 'web-1')
  const groups = new Map<number, SystemSample[]>()
  for (const each of all) {
    const minute = Math.floor(each.timestamp / 60)
    groups.set(minute, [...(groups.get(minute) ?? []), each])
  }
  expect(minutes).toHaveLength(groups.size)
  for (const { timestamp, cpuPercent, memoryPercent, memoryUsedMb } of minutes) {
    const known = groups.get(Math.floor(timestamp / 60))!.flatMap(each => each.cpuPercent ?? [])
    expect(cpuPercent).toBeCloseTo(known.reduce((sum, value) => sum + value, 0) / known.length, 9)
    expect([memoryPercent, memoryUsedMb]).toEqual([50, null])
  }
  reader.close()
  writer.close()
  rmSync(folder, { recursive: true })
})
