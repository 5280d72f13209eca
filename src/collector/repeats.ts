import { bucketsOf, noBucket, type RepeatColumns, type RequestBatch, sharedLine } from '../model/index.ts'
import { gathered, picked } from './gathered.ts'
import type { RowColumns } from './rows.ts'

/** Appends repeats of rows that are mapped, the first of which stands at `first`. There must be room. */
export function repeatRows(rows: RowColumns, first: number, repeats: RepeatColumns): void {
  const { length, row } = repeats
  const at = rows.length
  const { status, key, message, source, client, group } = rows
  rows.timestamp.set(repeats.timestamp.subarray(0, length), at)
  rows.duration.set(repeats.duration.subarray(0, length), at)
  bucketsOf(rows.duration, at, at + length, rows.bucket, noBucket)
  source.fill(source[first]!, at, at + length)
  for (let i = 0; i < length; i++) {
    const from = first + row[i]!
    status[at + i] = status[from]!
    key[at + i] = key[from]!
    message[at + i] = message[from]!
  }
  if (client !== null) repeatColumn(client, at, first, row, length)
  if (group !== null) repeatColumn(group, at, first, row, length)
  rows.length = at + length
}

/** @param row which of the rows from `first` on each of those from `at` on repeats */
export function repeatColumn(
  column: Int32Array,
  at: number,
  first: number,
  row: Int32Array,
  length: number,
): void {
  for (let i = 0; i < length; i++) column[at + i] = column[first + row[i]!]!
}

/** The same batch with its repeats as rows. */
export function withoutRepeats(batch: RequestBatch): RequestBatch {
  const { repeats, line } = batch
  if (!repeats) return batch
  const rows = batch.length
  const origin = new Int32Array(rows + repeats.length)
  for (let row = 0; row < rows; row++) origin[row] = row
  origin.set(repeats.row.subarray(0, repeats.length), rows)
  const integers = (column: Int32Array): Int32Array => picked(column, new Int32Array(origin.length), origin)
  const words = (column: Uint32Array): Uint32Array => picked(column, new Uint32Array(origin.length), origin)
  const all: RequestBatch = {
    ...gathered(batch, origin),
    userAgent: integers(batch.userAgent),
    extra: new Map([...batch.extra].map(([field, column]) => [field, integers(column)])),
    line: line && { chunk: line.chunk, offset: words(line.offset), length: words(line.length) },
    repeats: null,
  }
  all.timestamp.set(repeats.timestamp.subarray(0, repeats.length), rows)
  all.duration.set(repeats.duration.subarray(0, repeats.length), rows)
  for (let row = rows; row < all.length && all.line !== null; row++) all.line.length[row]! |= sharedLine
  return all
}
