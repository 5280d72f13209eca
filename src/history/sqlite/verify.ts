import type { Range } from '../cover.ts'
import { DamageError } from './faults.ts'
import type { Database, Row } from './load.ts'
import { checksumOf } from './rows.ts'
import { spanBuckets } from './schema.ts'

/** Throws unless all rows are there that were written into the spans which a range touches. */
export function verifyRange(database: Database, path: string, { step, from, to }: Range): void {
  const width = step * spanBuckets
  const first = Math.floor(from / width)
  const last = Math.floor((to - 1) / width)
  const there = database
    .prepare(
      `SELECT time / ${width} AS span, count(*) AS rows, sum(crc) AS crcs FROM rollups` +
        ' WHERE step = ? AND time >= ? AND time < ? GROUP BY 1 ORDER BY 1',
    )
    .all(step, first * width, (last + 1) * width)
  const written = database
    .prepare('SELECT span, rows, crcs FROM ledger WHERE step = ? AND span >= ? AND span <= ? ORDER BY span')
    .all(step, first, last)
  const same = (row: Row, i: number): boolean =>
    row.span === written[i]?.span && row.rows === written[i]?.rows && row.crcs === written[i]?.crcs
  if (there.length === written.length && there.every(same)) return
  const wrong = written.find((_, i) => there[i] === undefined || !same(there[i]!, i)) ?? there.at(-1)!
  const time = new Date((wrong.span as number) * width * 1000).toISOString()
  throw new DamageError(path, `rows around ${time} are missing or were changed`)
}

/** Throws unless the row is as it was written. */
export function verifyRow(row: Row, path: string): void {
  if (checksumOf(row) !== row.crc) {
    const time = Number.isFinite(row.time) ? new Date((row.time as number) * 1000).toISOString() : '?'
    throw new DamageError(path, `what was recorded at ${time} was changed`)
  }
}
