import {
  type ChangedBucket,
  type Changes,
  mergeFrame,
  type RollupShipping,
  type ShippingCursor,
  type StoredSeries,
  type StoreStep,
  type SystemSample,
} from '../../model/index.ts'
import { floorTo } from '../steps.ts'
import type { Database, Row } from './load.ts'
import { readMarks } from './marks.ts'
import { guarded, openToRead, openToWrite } from './open.ts'
import { type Cells, cellIn, totalCell } from './rows.ts'
import { allSamplesOf } from './samples.ts'
import { readSeries } from './series.ts'
import { verifyRow } from './verify.ts'

/** Steps that are copied: the narrow one while its buckets grow, the wide ones when they are formed. */
const growing: StoreStep = 10
export const shippedWhole: readonly StoreStep[] = [60, 600]

/** A bucket of some step, and which series of it changed; `null`: all. */
interface Change {
  readonly step: StoreStep
  readonly time: number
  readonly numbers: ReadonlySet<number> | null
}

/** Reads what a store has to copy elsewhere, and remembers how far that has come. */
export class SqliteShipping implements RollupShipping {
  readonly #path: string
  readonly #database: Database

  private constructor(path: string) {
    this.#path = path
    this.#database = openToWrite(path)
  }

  /** `null` where there is no store yet: making it is the recorder's. */
  static open(path: string): SqliteShipping | null {
    const there = openToRead(path)
    if (there === null) return null
    there.close()
    return new SqliteShipping(path)
  }

  cursor(name: string): ShippingCursor {
    return guarded(this.#path, () => ({
      seq: this.#position(name) ?? 0,
      formed: Object.fromEntries(shippedWhole.map(step => [step, this.#position(`${name} ${step}`) ?? 0])),
    }))
  }

  changes(cursor: ShippingCursor, commits: number): Changes {
    return this.#moment(() => {
      const marks = readMarks(this.#database, this.#path)
      const seq = this.#until(cursor.seq, commits, marks.seq)
      const list = this.#changedSince(cursor.seq, seq)
      const formed: Partial<Record<StoreStep, number>> = {}
      for (const step of shippedWhole) {
        const until = Math.max(cursor.formed[step] ?? 0, marks.formed[step])
        // The wide ones of what is not sent yet would only have to be sent again.
        formed[step] = seq === marks.seq ? until : (cursor.formed[step] ?? 0)
        list.push(...this.#formedIn(step, cursor.formed[step] ?? 0, formed[step]))
      }
      return {
        buckets: this.#read(list),
        samples: this.#samples(cursor.seq, seq),
        cursor: { seq, formed },
      }
    })
  }

  moveCursor(name: string, { seq, formed }: ShippingCursor): void {
    guarded(this.#path, () => {
      const put = this.#database.prepare('INSERT OR REPLACE INTO cursors (name, seq) VALUES (?, ?)')
      this.#database.exec('BEGIN IMMEDIATE')
      try {
        put.run(name, seq)
        for (const step of shippedWhole) if (formed[step]) put.run(`${name} ${step}`, formed[step])
        this.#database.exec('COMMIT')
      } catch (error) {
        this.#database.exec('ROLLBACK')
        throw error
      }
    })
  }

  close(): void {
    this.#database.close()
  }

  #position(name: string): number | null {
    return (this.#database.prepare('SELECT seq FROM cursors WHERE name = ?').get(name)?.seq ?? null) as
      | number
      | null
  }

  /** The last one of so many commits past a cursor. */
  #until(seq: number, commits: number, newest: number): number {
    const row = this.#database
      .prepare('SELECT seq FROM rollups WHERE seq > ? GROUP BY seq ORDER BY seq LIMIT 1 OFFSET ?')
      .get(seq, commits - 1)
    return (row?.seq as number | undefined) ?? newest
  }

  /** Buckets to which the commits added, each once. */
  #changedSince(after: number, until: number): Change[] {
    const changes = new Map<string, Change & { numbers: Set<number> }>()
    for (const row of this.#rowsOf(after, until)) {
      verifyRow(row, this.#path)
      const step = Math.max(row.step as StoreStep, growing) as StoreStep
      const time = floorTo(row.time as number, step)
      const key = `${step} ${time}`
      const change = changes.get(key) ?? { step, time, numbers: new Set<number>() }
      changes.set(key, change)
      mergeFrame(row.frame as Uint8Array, number => {
        if (number !== totalCell) change.numbers.add(number)
        return null
      })
    }
    return [...changes.values()]
  }

  /** Some at a time: the first commit of a long log may have written thousands. */
  *#rowsOf(after: number, until: number): Generator<Row> {
    const page = this.#database.prepare(
      'SELECT * FROM rollups WHERE (seq, id) > (?, ?) AND seq <= ? AND step <= ? ORDER BY seq, id LIMIT 100',
    )
    let from: [number, number] = [after, Number.MAX_SAFE_INTEGER]
    for (;;) {
      const rows = page.all(...from, until, shippedWhole.at(-1)!)
      if (rows.length === 0) return
      yield* rows
      from = [rows.at(-1)!.seq as number, rows.at(-1)!.id as number]
    }
  }

  #formedIn(step: StoreStep, from: number, to: number): Change[] {
    return this.#database
      .prepare('SELECT DISTINCT time FROM rollups WHERE step = ? AND time >= ? AND time < ? ORDER BY time')
      .all(step, from, to)
      .map(({ time }) => ({ step, time: time as number, numbers: null }))
  }

  *#read(changes: readonly Change[]): Generator<ChangedBucket> {
    if (changes.length === 0) return
    const names = guarded(this.#path, () => readSeries(this.#database, this.#path))
    for (const change of changes) yield this.#moment(() => this.#bucket(change, names))
  }

  /** One state of the store: between two, a bucket may be formed of the seconds that were just read. */
  #moment<T>(work: () => T): T {
    return guarded(this.#path, () => {
      this.#database.exec('BEGIN')
      try {
        return work()
      } finally {
        this.#database.exec('COMMIT')
      }
    })
  }

  /** Of a bucket that is not formed yet, the seconds it will be made of. */
  #bucket({ step, time, numbers }: Change, names: Map<number, StoredSeries>): ChangedBucket {
    const { formed } = readMarks(this.#database, this.#path)
    const seconds = step === growing && time + step > formed[growing]
    const rows = this.#database
      .prepare('SELECT * FROM rollups WHERE step = ? AND time >= ? AND time < ?')
      .all(seconds ? 1 : step, time, time + step)
    if (seconds) rows.push(...this.#wideRows(step, time))
    const cells: Cells = new Map()
    for (const row of rows) {
      verifyRow(row, this.#path)
      mergeFrame(row.frame as Uint8Array, number =>
        number === totalCell || (numbers !== null && !numbers.has(number)) ? null : cellIn(cells, number),
      )
    }
    return { step, time, rollups: [...cells].map(([number, rollup]) => [names.get(number)!, rollup]) }
  }

  /** What came into the wider bucket at once, before it was formed: the recorder held it for too long. */
  #wideRows(step: StoreStep, time: number): Row[] {
    return this.#database.prepare('SELECT * FROM rollups WHERE step = ? AND time = ?').all(step, time)
  }

  #samples(after: number, until: number): SystemSample[] {
    return this.#database
      .prepare('SELECT * FROM samples WHERE seq > ? AND seq <= ? ORDER BY slot')
      .all(after, until)
      .flatMap(row => allSamplesOf(row, this.#path))
  }
}
