import { mergeFrame, type StoreStep, storeSteps } from '../../model/index.ts'
import { floorTo, type Marks } from '../steps.ts'
import type { Database } from './load.ts'
import { type Cells, cellIn, type RollupRows, totalCell } from './rows.ts'

/** Makes the wider buckets that are due of the finer ones, from narrow to wide. */
export function formBuckets(database: Database, rows: RollupRows, before: Marks, now: Marks): void {
  for (const [index, step] of storeSteps.entries()) {
    if (index === 0 || now.formed[step] <= before.formed[step]) continue
    form(database, rows, storeSteps[index - 1]!, step, before.formed[step], now.formed[step])
  }
}

function form(
  database: Database,
  rows: RollupRows,
  finer: StoreStep,
  step: StoreStep,
  from: number,
  to: number,
): void {
  const times = database
    .prepare('SELECT DISTINCT time FROM rollups WHERE step = ? AND time >= ? AND time < ? ORDER BY time')
    .all(finer, from, to)
  const due = new Set(times.map(({ time }) => floorTo(time as number, step)))
  const parts = database.prepare('SELECT seq, frame FROM rollups WHERE step = ? AND time >= ? AND time < ?')
  for (const time of due) {
    const cells: Cells = new Map()
    let seq = 0
    for (const row of parts.all(finer, time, time + step)) {
      seq = Math.max(seq, row.seq as number)
      mergeFrame(row.frame as Uint8Array, number => (number === totalCell ? null : cellIn(cells, number)))
    }
    for (const { clients, requests } of cells.values()) clients?.prune(requests * clientShare)
    rows.put(step, time, seq, cells)
  }
}

/** A client is kept if it made at least this share of the requests for sure. */
const clientShare = 1 / 16
