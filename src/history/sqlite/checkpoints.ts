import type { Checkpoint, IngestCounters, SourcePosition } from '../../model/index.ts'
import { crc32Of } from '../checksum.ts'
import { DamageError } from './faults.ts'
import type { Database, Row } from './load.ts'

export function readCheckpoint(database: Database, path: string, source: string): Checkpoint | null {
  const row = database.prepare('SELECT * FROM checkpoints WHERE source = ?').get(source)
  return row === undefined ? null : checkpointOf(row, path)
}

export function checkpointOf({ source, position, ingest, at, crc }: Row, path: string): Checkpoint {
  if (crc !== crc32Of([source, position, ingest, at] as string[]))
    throw new DamageError(path, `the checkpoint of ${source} was changed`)
  return {
    source: source as string,
    position: position === null ? null : (JSON.parse(position as string) as SourcePosition),
    ingest: JSON.parse(ingest as string) as IngestCounters,
  }
}

export function writeCheckpoint(database: Database, checkpoint: Checkpoint, at: number): void {
  const { source } = checkpoint
  const position = checkpoint.position === null ? null : JSON.stringify(checkpoint.position)
  const ingest = JSON.stringify(checkpoint.ingest)
  database
    .prepare('INSERT OR REPLACE INTO checkpoints (source, position, ingest, at, crc) VALUES (?, ?, ?, ?, ?)')
    .run(source, position, ingest, at, crc32Of([source, position, ingest, at]))
}
