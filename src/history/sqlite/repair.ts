import { existsSync, renameSync, rmSync } from 'node:fs'
import { AppError, type Clock, decodeFrame, type StoreStep, storeSteps } from '../../model/index.ts'
import { isAlive } from '../alive.ts'
import { crc32Of } from '../checksum.ts'
import { byStep, ceilTo, type Marks } from '../steps.ts'
import { checkpointOf, writeCheckpoint } from './checkpoints.ts'
import { recorderOf } from './leases.ts'
import type { Database, Row } from './load.ts'
import { readMarks, type StoredMarks, writeMarks } from './marks.ts'
import { guarded, openToRead, openToWrite } from './open.ts'
import { checksumOf, RollupRows } from './rows.ts'
import { readSeries } from './series.ts'

export interface Repair {
  readonly kept: number
  readonly lost: number
  /** Where the damaged file is now. */
  readonly damaged: string
}

/**
 * Puts what is as it was written into a new file, in the place of the old one, which stays beside it. Names of
 * endpoints must be readable: without them nothing can be told.
 */
export function repairStore(path: string, clock: Clock, host: string): Repair | null {
  const from = openToRead(path)
  if (from === null) return null
  const fresh = `${path}.repaired`
  for (const ending of ['', '-wal', '-shm']) rmSync(`${fresh}${ending}`, { force: true })
  const damaged = freeName(`${path}.damaged`)
  try {
    refuseWhileRecorded(from, path, clock, host)
    const into = openToWrite(fresh)
    const counts = guarded(path, () => copySound(from, into, path))
    guarded(path, () => into.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE'))
    into.close()
    from.close()
    renameSync(path, damaged)
    for (const ending of ['-wal', '-shm']) rmSync(`${path}${ending}`, { force: true })
    renameSync(fresh, path)
    return { ...counts, damaged }
  } catch (error) {
    from.close()
    throw error
  }
}

function copySound(from: Database, into: Database, path: string): { kept: number; lost: number } {
  into.exec('BEGIN IMMEDIATE')
  const series = readSeries(from, path)
  const addSeries = into.prepare(
    'INSERT INTO series (id, host, source, method, endpoint, crc) VALUES (?, ?, ?, ?, ?, ?)',
  )
  for (const [id, { host, source, method, endpoint }] of series)
    addSeries.run(id, host, source, method, endpoint, crc32Of([id, host, source, method, endpoint]))
  const rows = new RollupRows(into)
  let kept = 0
  let lost = 0
  let seq = 0
  for (const row of readable(from)) {
    if (checksumOf(row) !== row.crc) {
      lost++
      continue
    }
    seq = Math.max(seq, row.seq as number)
    rows.put(
      row.step as StoreStep,
      row.time as number,
      row.seq as number,
      decodeFrame(row.frame as Uint8Array),
    )
    kept++
  }
  for (const row of readAll(from, 'SELECT * FROM checkpoints')) {
    try {
      writeCheckpoint(into, checkpointOf(row, path), row.at as number)
    } catch {
      lost++
    }
  }
  writeMarks(into, marksOf(from, into, path, seq))
  into.exec('COMMIT')
  return { kept, lost: lost + missing(from, kept + lost) }
}

/** Row by row, so that one page that cannot be read costs only what stands on it. */
function* readable(database: Database): Generator<Row> {
  const ids = new Set<number>()
  for (const order of ['ASC', 'DESC'])
    for (const { id } of readAll(database, `SELECT id FROM rollups ORDER BY id ${order}`))
      ids.add(id as number)
  const one = database.prepare('SELECT * FROM rollups WHERE id = ?')
  for (const id of [...ids].sort((a, b) => a - b)) {
    try {
      const row = one.get(id)
      if (row !== undefined) yield row
    } catch {
      // What stands there is gone: `missing` counts it.
    }
  }
}

/** As far as it can be read. */
function readAll(database: Database, sql: string): Row[] {
  try {
    return database.prepare(sql).all()
  } catch {
    return []
  }
}

/** Rows that were written, as the ledger says, and were not found. */
function missing(database: Database, found: number): number {
  const [sum] = readAll(database, 'SELECT sum(rows) AS rows FROM ledger')
  return Math.max(0, Number(sum?.rows ?? 0) - found)
}

/** The old marks or, where they cannot be read, those that the rows suggest. */
function marksOf(from: Database, into: Database, path: string, seq: number): StoredMarks {
  try {
    return readMarks(from, path)
  } catch {
    const ends = new Map(
      into
        .prepare('SELECT step, min(time) AS oldest, max(time) + step AS newest FROM rollups GROUP BY step')
        .all()
        .map(row => [row.step as StoreStep, row]),
    )
    const marks: Marks = {
      formed: byStep(step => (step === 1 ? Number.MAX_SAFE_INTEGER : Number(ends.get(step)?.newest ?? 0))),
      kept: byStep(step => {
        const wider = storeSteps.find(each => each > step) ?? step
        return ceilTo(Number(ends.get(step)?.oldest ?? 0), wider)
      }),
    }
    return { ...marks, seq }
  }
}

function refuseWhileRecorded(database: Database, path: string, clock: Clock, host: string): void {
  for (const row of readAll(database, 'SELECT * FROM leases')) {
    const recorder = recorderOf(row)
    if (!isAlive(recorder, row.seen as number, clock.now(), host)) continue
    throw new AppError(`process ${recorder.pid} records into it`, { place: path, hint: 'stop that first' })
  }
}

function freeName(wanted: string): string {
  for (let n = 0; ; n++) {
    const name = n === 0 ? wanted : `${wanted}.${n}`
    if (!existsSync(name)) return name
  }
}
