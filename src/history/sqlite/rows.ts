import { encodeFrame, mergeFrame, Rollup, type StoreStep } from '../../model/index.ts'
import { crc32, crc32Of } from '../checksum.ts'
import type { Database, Row, Statement } from './load.ts'
import { spanBuckets } from './schema.ts'

/** Rollups by number of their series. */
export type Cells = Map<number, Rollup>

/** Of every frame: all its other cells together. */
export const totalCell = 0

/** So many rows of one bucket are put together. */
const mostParts = 8

export function cellIn(cells: Cells, number: number): Rollup {
  let rollup = cells.get(number)
  if (rollup === undefined) {
    rollup = new Rollup()
    cells.set(number, rollup)
  }
  return rollup
}

export function checksumOf(row: Row): number {
  const { step, time, seq, requests, errors, server_errors, seconds, slowest, frame } = row
  const head = [step, time, seq, requests, errors, server_errors, seconds, slowest] as (number | null)[]
  return crc32(frame as Uint8Array, crc32Of(head))
}

/** The rows of rollups, and the ledger that adds them up. */
export class RollupRows {
  readonly #insert: Statement
  readonly #account: Statement
  readonly #parts: Statement
  readonly #count: Statement
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
    this.#insert = database.prepare(
      'INSERT INTO rollups (step, time, seq, crc, requests, errors, server_errors, seconds, slowest, frame)' +
        ' VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    this.#account = database.prepare(
      'INSERT INTO ledger (step, span, rows, crcs) VALUES (?, ?, ?, ?)' +
        ' ON CONFLICT DO UPDATE SET rows = rows + excluded.rows, crcs = crcs + excluded.crcs',
    )
    this.#parts = database.prepare('SELECT * FROM rollups WHERE step = ? AND time = ?')
    this.#count = database.prepare('SELECT count(*) AS rows FROM rollups WHERE step = ? AND time = ?')
  }

  /** Adds cells to a bucket: as one more row, or together with those it has, where they are many. */
  put(step: StoreStep, time: number, seq: number, cells: Cells): void {
    if (Number(this.#count.get(step, time)!.rows) < mostParts) {
      this.#write(step, time, seq, cells)
      return
    }
    const merged: Cells = new Map()
    for (const row of this.#parts.all(step, time))
      mergeFrame(row.frame as Uint8Array, number => (number === totalCell ? null : cellIn(merged, number)))
    for (const [number, rollup] of cells) cellIn(merged, number).merge(rollup)
    this.remove('step = ? AND time = ?', step, time)
    this.#write(step, time, seq, merged)
  }

  /** Deletes rows, out of the ledger too. */
  remove(where: string, ...values: readonly (string | number)[]): void {
    const spans = this.#database
      .prepare(
        `SELECT step, time / (step * ${spanBuckets}) AS span, count(*) AS rows, sum(crc) AS crcs` +
          ` FROM rollups WHERE ${where} GROUP BY 1, 2`,
      )
      .all(...values)
    if (spans.length === 0) return
    for (const { step, span, rows, crcs } of spans)
      this.#account.run(step!, span!, -Number(rows), -Number(crcs))
    this.#database.prepare(`DELETE FROM rollups WHERE ${where}`).run(...values)
    this.#database.exec('DELETE FROM ledger WHERE rows = 0')
  }

  #write(step: StoreStep, time: number, seq: number, cells: Cells): void {
    const total = new Rollup()
    for (const [number, rollup] of cells) if (number !== totalCell) total.mergeFigures(rollup)
    const frame = encodeFrame(
      [...cells].filter(([number]) => number !== totalCell).concat([[totalCell, total]]),
    )
    const slowest = Math.max(...[total.hit, total.miss, total.unknown].map(each => each?.max ?? -1))
    const row: Row = {
      step,
      time,
      seq,
      requests: total.requests,
      errors: total.errors,
      server_errors: total.countStatuses(500, 599),
      seconds: total.durationSum,
      slowest: slowest < 0 ? null : slowest,
      frame,
    }
    const crc = checksumOf(row)
    this.#insert.run(
      step,
      time,
      seq,
      crc,
      row.requests!,
      row.errors!,
      row.server_errors!,
      row.seconds!,
      row.slowest!,
      frame,
    )
    this.#account.run(step, Math.floor(time / (step * spanBuckets)), 1, crc)
  }
}
