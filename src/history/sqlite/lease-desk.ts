import { emptyIngest, type LeaseAnswer, type Recorder, type SourcePosition } from '../../model/index.ts'
import { readCheckpoint, writeCheckpoint } from './checkpoints.ts'
import { Leases } from './leases.ts'
import type { Database } from './load.ts'
import { guarded, openToWrite } from './open.ts'

/**
 * Asks for sources at once, beside the thread that writes: a file that is followed has to be open before it is
 * rotated for the first time, and a thread takes some tenths of a second to start.
 */
export class LeaseDesk {
  readonly #path: string
  readonly #self: Recorder
  #database: Database | null = null

  constructor(path: string, self: Recorder) {
    this.#path = path
    this.#self = self
  }

  acquire(source: string, begin: SourcePosition | null, now: number): LeaseAnswer {
    return guarded(this.#path, () => {
      this.#database ??= openToWrite(this.#path)
      const database = this.#database
      database.exec('BEGIN IMMEDIATE')
      try {
        const holder = new Leases(database, this.#self).acquire(source, now)
        const checkpoint = readCheckpoint(database, this.#path, source)
        if (holder === null && checkpoint === null && begin !== null)
          writeCheckpoint(database, { source, position: begin, ingest: emptyIngest() }, now)
        database.exec('COMMIT')
        return holder === null ? { granted: true, checkpoint } : { granted: false, holder }
      } catch (error) {
        try {
          database.exec('ROLLBACK')
        } catch {
          // SQLite has rolled back by itself.
        }
        throw error
      }
    })
  }

  /** Gives everything back. */
  close(): void {
    const database = this.#database
    this.#database = null
    try {
      if (database !== null) new Leases(database, this.#self).release()
    } catch {
      // A full disk: nobody takes a process for alive that has ended.
    } finally {
      database?.close()
    }
  }
}
