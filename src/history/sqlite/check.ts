import { checkpointOf } from './checkpoints.ts'
import { storeFault } from './faults.ts'
import type { Database, Row } from './load.ts'
import { readMarks } from './marks.ts'
import { openToRead } from './open.ts'
import { checksumOf } from './rows.ts'
import { allSamplesOf } from './samples.ts'
import { spanBuckets } from './schema.ts'
import { readSeries } from './series.ts'

export interface CheckResult {
  /** Rows of rollups that are as they were written. */
  readonly sound: number
  /** One sentence each; empty when everything is in order. */
  readonly faults: readonly string[]
}

const faultsNamed = 20

/** Looks at every row of a store. `null` where there is none. Throws where it cannot even be opened. */
export function checkStore(path: string): CheckResult | null {
  const database = openToRead(path)
  if (database === null) return null
  const faults: string[] = []
  const attempt = (what: string, work: () => void): void => {
    try {
      work()
    } catch (error) {
      const fault = storeFault(path, error)
      faults.push(`${what}: ${(fault as Error).message}`)
    }
  }
  let sound = 0
  try {
    attempt('file', () => {
      for (const row of database.prepare(`PRAGMA integrity_check(${faultsNamed})`).all())
        if (row.integrity_check !== 'ok') faults.push(`file: ${row.integrity_check}`)
    })
    attempt('marks', () => void readMarks(database, path))
    attempt('endpoints', () => void readSeries(database, path))
    attempt('checkpoints', () => {
      for (const row of database.prepare('SELECT * FROM checkpoints').all()) checkpointOf(row, path)
    })
    attempt('samples', () => {
      for (const row of database.prepare('SELECT * FROM samples').all()) allSamplesOf(row, path)
    })
    attempt('rollups', () => {
      for (const row of rowsOf(database)) {
        if (checksumOf(row) === row.crc) sound++
        else faults.push(`rollups: the row of ${isoOf(row.time)} was changed`)
      }
    })
    attempt('ledger', () => faults.push(...missingRows(database)))
  } finally {
    database.close()
  }
  const more = faults.length > faultsNamed ? [`… and ${faults.length - faultsNamed} more`] : []
  return { sound, faults: [...faults.slice(0, faultsNamed), ...more] }
}

/** Rows one after the other, a few at a time, so that a large store needs little memory. */
export function* rowsOf(database: Database): Generator<Row> {
  const page = database.prepare('SELECT * FROM rollups NOT INDEXED WHERE id > ? ORDER BY id LIMIT 200')
  for (let last = 0; ; ) {
    const rows = page.all(last)
    yield* rows
    if (rows.length === 0) return
    last = rows.at(-1)!.id as number
  }
}

/** Where the rows that are there do not add up to those that were written. */
function missingRows(database: Database): string[] {
  const there = database
    .prepare(
      `SELECT step, time / (step * ${spanBuckets}) AS span, count(*) AS rows, sum(crc) AS crcs` +
        ' FROM rollups NOT INDEXED GROUP BY 1, 2',
    )
    .all()
  const sums = new Map(there.map(row => [`${row.step} ${row.span}`, row]))
  const faults: string[] = []
  for (const { step, span, rows, crcs } of database.prepare('SELECT * FROM ledger').all()) {
    const key = `${step} ${span}`
    const found = sums.get(key)
    sums.delete(key)
    if (found?.rows === rows && found?.crcs === crcs) continue
    const time = (span as number) * (step as number) * spanBuckets
    faults.push(`rollups: of ${rows} rows of ${step} s from ${isoOf(time)} on, ${found?.rows ?? 0} are there`)
  }
  for (const [key, { rows }] of sums) faults.push(`rollups: ${rows} rows that nobody wrote (${key})`)
  return faults
}

function isoOf(time: unknown): string {
  return typeof time === 'number' && Math.abs(time) < 8e12 ? new Date(time * 1000).toISOString() : '?'
}
