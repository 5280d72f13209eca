import { crc32Of } from '../checksum.ts'
import { type Marks, noMarks } from '../steps.ts'
import { DamageError } from './faults.ts'
import type { Database } from './load.ts'

export interface StoredMarks extends Marks {
  /** Of the newest commit. */
  readonly seq: number
}

export function readMarks(database: Database, path: string): StoredMarks {
  const row = database.prepare("SELECT value, crc FROM marks WHERE name = 'steps'").get()
  if (row === undefined) return { ...noMarks, seq: 0 }
  if (row.crc !== crc32Of([row.value as string]))
    throw new DamageError(path, 'what it says of itself was changed')
  return JSON.parse(row.value as string) as StoredMarks
}

export function writeMarks(database: Database, marks: StoredMarks): void {
  const value = JSON.stringify(marks)
  database
    .prepare(
      "INSERT INTO marks (name, value, crc) VALUES ('steps', ?, ?)" +
        ' ON CONFLICT DO UPDATE SET value = excluded.value, crc = excluded.crc',
    )
    .run(value, crc32Of([value]))
}
