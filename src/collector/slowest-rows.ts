import { noBucket, type RequestBatch } from '../model/index.ts'
import type { TimeRange } from './options.ts'
import { type RecordParts, recordOf } from './record.ts'
import type { RowMapper } from './row-mapper.ts'
import { filteredKey, type Rows } from './rows.ts'
import { type SlowestList, type SlowestOfLatest, slowestKept } from './slowest.ts'

/** Offers the rows just mapped that lie in a window which is known. */
export function addSlowest(
  slowest: SlowestList,
  batch: RequestBatch,
  mapper: RowMapper,
  { from, to }: TimeRange,
  parts: RecordParts,
): void {
  const { rows, first } = mapper
  const { duration, bucket, key, timestamp } = rows
  for (let k = first; k < rows.length; k++) {
    if (!(duration[k]! >= slowest.threshold) || bucket[k] === noBucket) continue
    if (timestamp[k]! < from || timestamp[k]! > to || key[k] === filteredKey) continue
    slowest.add(recordOf(batch, mapper.originOf(k), parts))
  }
}

/** Offers the rows just mapped, whose window ends wherever the input ends. */
export function addSlowestOfLatest(
  slowest: SlowestOfLatest,
  batch: RequestBatch,
  mapper: RowMapper,
  parts: RecordParts,
): void {
  const { rows, first } = mapper
  const { duration, bucket, key, timestamp } = rows
  const timed: number[] = []
  let inOrder = true
  for (let k = rows.length - 1; k >= first; k--) {
    if (bucket[k] === noBucket || key[k] === filteredKey) continue
    if (timed.length > 0 && timestamp[k]! > timestamp[timed.at(-1)!]!) inOrder = false
    timed.push(k)
  }
  if (!inOrder) timed.sort((a, b) => timestamp[b]! - timestamp[a]!)
  for (const k of slowest.candidates(timed, duration)) slowest.add(recordOf(batch, mapper.originOf(k), parts))
}

/** The rows with the longest durations, longest first: those over a bar that rises, so that few are sorted. */
export function slowestRows({ bucket, duration, length }: Rows): number[] {
  let found: number[] = []
  let least = Number.NEGATIVE_INFINITY
  for (let row = 0; row < length; row++) {
    if (!(duration[row]! > least) || bucket[row] === noBucket) continue
    if (found.push(row) < 4 * slowestKept) continue
    found = longest(found, duration)
    least = duration[found.at(-1)!]!
  }
  return longest(found, duration)
}

function longest(rows: number[], duration: Float64Array): number[] {
  return rows.sort((a, b) => duration[b]! - duration[a]!).slice(0, slowestKept)
}
