import { gaugeNames, type SystemSample } from '../../model/index.ts'
import { crc32 } from '../checksum.ts'
import { floorTo } from '../steps.ts'
import { DamageError } from './faults.ts'
import type { Database, Row } from './load.ts'

/** Seconds of samples in one row: a day is read from 144 of them in 10 ms; one by one it took 160. */
export const slotSeconds = 600

/** Gauges as bytes: making texts of them, and bytes again to check them, took a fifth of reading a day. */
export const sampleColumns = 'slot, host, origin, seq, CAST(gauges AS BLOB) AS gauges, crc'

/** A sample in a row: its time, then its gauges in their order. */
type Packed = (number | null)[]

/** Adds samples to their rows; one of a time that is there already replaces it. */
export function writeSamples(
  database: Database,
  path: string,
  samples: readonly SystemSample[],
  seq: number,
): void {
  const slots = new Map<string, SystemSample[]>()
  for (const sample of samples) {
    const key = JSON.stringify([floorTo(sample.timestamp, slotSeconds), sample.host ?? '', sample.origin])
    slots.set(key, [...(slots.get(key) ?? []), sample])
  }
  const find = database.prepare('SELECT * FROM samples WHERE slot = ? AND host = ? AND origin = ?')
  const put = database.prepare(
    'INSERT OR REPLACE INTO samples (slot, host, origin, seq, gauges, crc) VALUES (?, ?, ?, ?, ?, ?)',
  )
  for (const [key, added] of slots) {
    const [slot, host, origin] = JSON.parse(key) as [number, string, SystemSample['origin']]
    const row = find.get(slot, host, origin)
    const packed = new Map(row === undefined ? [] : unpack(row, path).map(each => [each[0], each]))
    for (const sample of added) packed.set(sample.timestamp, pack(sample))
    const gauges = JSON.stringify([...packed.values()].sort((a, b) => a[0]! - b[0]!))
    put.run(slot, host, origin, seq, gauges, checksumOf([slot, host, origin, seq], Buffer.from(gauges)))
  }
}

/**
 * The samples in [from, to) of one row, in order of time; or their means over each `step` seconds.
 * @throws DamageError
 */
export function samplesOf(
  row: Row,
  path: string,
  from: number,
  to: number,
  step: number | null,
): SystemSample[] {
  const host = row.host === '' ? null : (row.host as string)
  const origin = row.origin as SystemSample['origin']
  const wanted = unpack(row, path).filter(([time]) => time! >= from && time! < to)
  const packed = step === null ? wanted : means(wanted, step)
  return packed.map(each => ({
    timestamp: each[0]!,
    host,
    origin,
    cpuPercent: each[1] ?? null,
    memoryPercent: each[2] ?? null,
    memoryUsedMb: each[3] ?? null,
    memoryAvailableMb: each[4] ?? null,
    diskUsagePercent: each[5] ?? null,
    activeConnections: each[6] ?? null,
    cacheSize: each[7] ?? null,
    cacheHitRatio: each[8] ?? null,
  }))
}

/** All samples of one row, in order of time. @throws DamageError */
export function allSamplesOf(row: Row, path: string): SystemSample[] {
  return samplesOf(row, path, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, null)
}

/** Of each step, at the time of its last sample. Plain loops: a day has 78,000 gauges. */
function means(packed: readonly Packed[], step: number): Packed[] {
  const width = gaugeNames.length + 1
  const means: Packed[] = []
  for (let i = 0; i < packed.length; ) {
    const number = Math.floor(packed[i]![0]! / step)
    let end = i + 1
    while (end < packed.length && Math.floor(packed[end]![0]! / step) === number) end++
    const mean: Packed = [packed[end - 1]![0]!]
    for (let gauge = 1; gauge < width; gauge++) {
      let sum = 0
      let count = 0
      for (let j = i; j < end; j++) {
        const value = packed[j]![gauge]
        if (value == null) continue
        sum += value
        count++
      }
      mean.push(count === 0 ? null : sum / count)
    }
    means.push(mean)
    i = end
  }
  return means
}

function pack(sample: SystemSample): Packed {
  return [sample.timestamp, ...gaugeNames.map(name => sample[name])]
}

function unpack({ slot, host, origin, seq, gauges, crc }: Row, path: string): Packed[] {
  const bytes = typeof gauges === 'string' ? Buffer.from(gauges) : (gauges as Uint8Array)
  if (crc !== checksumOf([slot, host, origin, seq] as (string | number)[], bytes))
    throw new DamageError(path, 'system samples were changed')
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')) as Packed[]
}

/** Of gauges as the bytes they are stored in: what `crc32Of` says of all as JSON, where nothing in them is escaped. */
function checksumOf(key: readonly (string | number)[], gauges: Uint8Array): number {
  const before = Buffer.from(`${JSON.stringify(key).slice(0, -1)},"`)
  return crc32(closing, crc32(gauges, crc32(before)))
}

const closing = Buffer.from('"]')
