import { bucketsOf, noBucket, type RepeatColumns, type RequestBatch, sharedLine } from '../model/index.ts'
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
  const length = rows + repeats.length
  const grown = <T extends Float64Array | Uint16Array | Int32Array | Int8Array | Uint32Array>(
    column: T,
  ): T => {
    const all = new (column.constructor as new (length: number) => T)(length)
    for (let i = 0; i < rows; i++) all[i] = column[i]!
    for (let i = 0; i < repeats.length; i++) all[rows + i] = column[repeats.row[i]!]!
    return all
  }
  const all: RequestBatch = {
    ...batch,
    length,
    timestamp: grown(batch.timestamp),
    duration: grown(batch.duration),
    status: grown(batch.status),
    cache: grown(batch.cache),
    method: grown(batch.method),
    endpoint: grown(batch.endpoint),
    route: grown(batch.route),
    client: grown(batch.client),
    userAgent: grown(batch.userAgent),
    errorMessage: grown(batch.errorMessage),
    extra: new Map([...batch.extra].map(([field, column]) => [field, grown(column)])),
    line: line && { chunk: line.chunk, offset: grown(line.offset), length: grown(line.length) },
    repeats: null,
  }
  all.timestamp.set(repeats.timestamp.subarray(0, repeats.length), rows)
  all.duration.set(repeats.duration.subarray(0, repeats.length), rows)
  for (let row = rows; row < length && all.line !== null; row++) all.line.length[row]! |= sharedLine
  return all
}
