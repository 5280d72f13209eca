import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SqliteReader } from '../../../src/history/sqlite/reader.ts'
import { SqliteWriter } from '../../../src/history/sqlite/writer.ts'
import { AppError, ManualClock } from '../../../src/model/index.ts'
import { historySnapshotNow } from '../../../src/pipeline/history-view.ts'
import { checkpoint, commitOf, type Request, self } from '../../history/traffic.ts'
import { run } from '../harness/program.ts'
import { Room } from '../harness/scenario.ts'

const offsets = 300
const now = 1_795_000_000

let room: Room
let whole: string
let path: string

beforeAll(() => {
  room = new Room()
  whole = room.path('whole.db')
  path = room.path('damaged/history.db')
  mkdirSync(dirname(path))
  const writer = new SqliteWriter({ path: whole, self })
  for (let at = now - 7200; at <= now; at += 20) {
    const requests = Array.from(
      { length: 40 },
      (_, i): Request => ({
        time: at - (i % 20),
        endpoint: `/endpoint/number/${i % 13}`,
        source: '/var/log/access.log',
        status: i % 9 === 0 ? 500 : 200,
        duration: (((at * 31 + i * 17) % 500) + 1) / 1000,
      }),
    )
    writer.commit({ ...commitOf(requests, at), checkpoints: [checkpoint('/var/log/access.log', at)] })
  }
  writer.close()
})

afterAll(() => room.leave())

/** What is read from the file: every figure, or the reason why there are none. */
function readAll(file: string): unknown {
  const clock = new ManualClock(now)
  try {
    const reader = SqliteReader.open(file, { clock, host: 'here' })
    if (reader === null) return 'no history'
    try {
      return [300, 7200].map(windowSeconds => {
        const snapshot = historySnapshotNow(reader, {
          now,
          windowSeconds,
          end: null,
          filter: null,
          groupBy: null,
          sources: null,
        })
        return (
          snapshot && { requests: snapshot.requests, endpoints: snapshot.endpoints, series: snapshot.series }
        )
      })
    } finally {
      reader.close()
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.place ?? '').toContain(file)
    return error.message
  }
}

function damagedCopy(change: (bytes: Buffer) => Buffer): string {
  for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true })
  writeFileSync(path, change(readFileSync(whole)))
  return path
}

describe('history: damage', () => {
  it(`at ${offsets} places of the file never gives a number that was not written`, () => {
    const sound = readAll(whole)
    const size = statSync(whole).size
    const faults: string[] = []
    let noticed = 0
    for (let n = 0; n < offsets; n++) {
      // The first page and the beginnings of others hold what the rest hangs on: half of the places are there.
      const page = Math.floor(((n * 7919) % 9973) * (size / 9973 / 4096))
      const offset =
        n % 2 === 0 ? Math.floor((size * n) / offsets) : Math.min(size - 1, page * 4096 + (n % 64))
      const copy = damagedCopy(bytes => {
        bytes[offset]! ^= 1 << (n % 8)
        return bytes
      })
      const read = readAll(copy)
      if (typeof read === 'string') noticed++
      else if (JSON.stringify(read) !== JSON.stringify(sound)) faults.push(`bit ${n % 8} of byte ${offset}`)
    }
    expect(faults).toEqual([])
    // Most bytes matter to one of these windows; those of free pages and other windows do not.
    expect(noticed).toBeGreaterThan(offsets / 10)
  }, 120_000)

  it('by truncation is noticed', () => {
    const size = statSync(whole).size
    for (const share of [0, 0.3, 0.6, 0.9, 0.999]) {
      const read = readAll(damagedCopy(bytes => bytes.subarray(0, Math.floor(size * share))))
      expect(typeof read).toBe('string')
    }
  })

  it('is said by the command with file and reason, and what is sound can be kept', async () => {
    const marker = Buffer.from('/endpoint/number/')
    const copy = damagedCopy(bytes => {
      // A frame in the middle of the file, well away from names and indexes.
      const at = Math.floor(bytes.length / 2 / 4096) * 4096 + 2000
      expect(bytes.subarray(at, at + 64).includes(marker)).toBe(false)
      bytes.fill(0x55, at, at + 64)
      return bytes
    })
    const checked = await run(['history', 'check', '--store', copy])
    expect(checked.code).toBe(1)
    expect(checked.stdout).toContain(copy)
    const repaired = await run(['history', 'check', '--repair', '--store', copy])
    expect(repaired.stderr).toBe('')
    expect(repaired.stdout).toMatch(/repaired, [\d,]+ rows kept, \d+ lost/)
    expect(readFileSync(`${copy}.damaged`).length).toBeGreaterThan(0)
    const again = await run(['history', 'check', '--store', copy])
    expect(again.stdout).toContain('sound')
    expect(statSync(copy).mode & 0o777).toBe(0o600)
  })

  it('of a newer format is none: the file is refused and stays as it is', async () => {
    const copy = room.path('newer.db')
    copyFileSync(whole, copy)
    const bytes = readFileSync(copy)
    bytes.writeUInt32BE(2, 60)
    writeFileSync(copy, bytes)
    const log = room.path('a.log')
    writeFileSync(log, '')
    for (const args of [['report'], ['collect', log], ['history', 'check'], ['history', 'prune']]) {
      const { code, stderr } = await run([...args, '--store', copy])
      expect(code).toBe(1)
      expect(stderr).toContain('newer api-metrics')
      expect(stderr).toContain(copy)
    }
    expect(readFileSync(copy).equals(bytes)).toBe(true)
  })
})
