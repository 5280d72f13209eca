import {
  type ChangedBucket,
  type Changes,
  mergeFrame,
  Rollup,
  type StoredSeries,
  type StoreStep,
  type SystemSample,
} from '../../model/index.ts'
import { floorTo, type Marks, stepFor } from '../steps.ts'
import type { Database, Row } from './load.ts'
import { totalCell } from './rows.ts'

export interface ChangesContext {
  readonly database: Database
  readonly marks: Marks
  readonly series: ReadonlyMap<number, StoredSeries>
  /** Verified rows of the buckets that make up [from, to). */
  readonly rowsOf: (from: number, to: number, step: StoreStep) => readonly Row[]
  readonly sampleOf: (row: Row) => SystemSample
}

/** Rows of this width and less are looked at: whatever is wider was made of them. */
const widest = 60

/** See `RollupShipping`. */
export function readChanges(
  context: ChangesContext,
  step: StoreStep,
  cursor: number,
  limit: number,
): Changes {
  const { database, marks } = context
  const changed = database.prepare(
    'SELECT DISTINCT step, time FROM rollups WHERE seq = ? AND step <= ? ORDER BY time',
  )
  const next = database.prepare(
    'SELECT min(seq) AS seq FROM (SELECT min(seq) AS seq FROM rollups WHERE seq > ?1' +
      ' UNION ALL SELECT min(seq) FROM samples WHERE seq > ?1)',
  )
  const samples = database.prepare('SELECT * FROM samples WHERE seq = ? ORDER BY time')
  const buckets = new Map<string, ChangedBucket>()
  const gauges: SystemSample[] = []
  let at = cursor
  let size = 0
  // Commit by commit, so that the cursor stands between two of them.
  while (size < limit) {
    const seq = next.get(at)!.seq as number | null
    if (seq === null) break
    at = seq
    for (const row of changed.all(seq, Math.max(step, widest))) {
      const width = stepFor(row.time as number, step, marks)
      if (width === null) continue
      const time = floorTo(row.time as number, width)
      const key = `${width} ${time}`
      if (buckets.has(key)) continue
      const bucket = { step: width, time, rollups: rollupsOf(context, time, width) }
      buckets.set(key, bucket)
      size += bucket.rollups.length
    }
    for (const row of samples.all(seq)) gauges.push(context.sampleOf(row))
    size += 1
  }
  return { buckets: [...buckets.values()], samples: gauges, cursor: at }
}

function rollupsOf(
  { series, rowsOf }: ChangesContext,
  time: number,
  step: StoreStep,
): ChangedBucket['rollups'] {
  const cells = new Map<number, Rollup>()
  for (const { frame } of rowsOf(time, time + step, step)) {
    mergeFrame(frame as Uint8Array, number => {
      if (number === totalCell) return null
      const rollup = cells.get(number) ?? new Rollup()
      cells.set(number, rollup)
      return rollup
    })
  }
  return [...cells].map(([number, rollup]) => [series.get(number)!, rollup] as const)
}
