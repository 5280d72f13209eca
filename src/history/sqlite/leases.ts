import { AppError, type Recorder } from '../../model/index.ts'
import { isAlive } from '../alive.ts'
import type { Database, Row } from './load.ts'

/** Who records which source. Calls stand within a transaction. */
export class Leases {
  readonly #database: Database
  readonly #self: Recorder
  #held = 0

  constructor(database: Database, self: Recorder) {
    this.#database = database
    this.#self = self
  }

  /** `null`: granted. Else the one who holds it. */
  acquire(source: string, now: number): Recorder | null {
    const row = this.#database.prepare('SELECT * FROM leases WHERE source = ?').get(source)
    if (row !== undefined && !this.#isOwn(row)) {
      const holder = recorderOf(row)
      if (isAlive(holder, row.seen as number, now, this.#self.host)) return holder
    }
    const { pid, host, started } = this.#self
    this.#database
      .prepare('INSERT OR REPLACE INTO leases (source, pid, host, started, seen) VALUES (?, ?, ?, ?, ?)')
      .run(source, pid, host, started, now)
    if (row === undefined || !this.#isOwn(row)) this.#held++
    return null
  }

  /** A sign of life. Throws when somebody has taken over a source: both would count the same lines. */
  renew(now: number): void {
    const { pid, host, started } = this.#self
    const { changes } = this.#database
      .prepare('UPDATE leases SET seen = ? WHERE pid = ? AND host = ? AND started = ?')
      .run(now, pid, host, started)
    if (Number(changes) < this.#held) throw new AppError('another process has taken over recording')
    // Others of this process may have asked for more.
    this.#held = Number(changes)
  }

  release(): void {
    const { pid, host, started } = this.#self
    this.#database
      .prepare('DELETE FROM leases WHERE pid = ? AND host = ? AND started = ?')
      .run(pid, host, started)
    this.#held = 0
  }

  #isOwn({ pid, host, started }: Row): boolean {
    return pid === this.#self.pid && host === this.#self.host && started === this.#self.started
  }
}

export function recorderOf({ pid, host, started }: Row): Recorder {
  return { pid: pid as number, host: host as string, started: started as string }
}
