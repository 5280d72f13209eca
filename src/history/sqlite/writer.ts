import {
  AppError,
  type Commit,
  defaultRetention,
  type LeaseAnswer,
  mergeFrame,
  type Recorder,
  type Retention,
  type StoreStep,
} from '../../model/index.ts'
import { floorTo, marksAt, stepFor, widerFormed } from '../steps.ts'
import { readCheckpoint, writeCheckpoint } from './checkpoints.ts'
import { Leases } from './leases.ts'
import type { Database } from './load.ts'
import { readMarks, type StoredMarks, writeMarks } from './marks.ts'
import { fileAt, guarded, openToWrite } from './open.ts'
import { pruneByAge, pruneBySize } from './prune.ts'
import { formBuckets } from './roll-up.ts'
import { type Cells, cellIn, RollupRows } from './rows.ts'
import { writeSamples } from './samples.ts'
import { SeriesNumbers } from './series.ts'

export interface SqliteWriterOptions {
  readonly path: string
  readonly self: Recorder
  readonly retention?: Retention
}

/** Seconds between looks for what is too old. */
const pruneEvery = 60

/** Writes to a store file: one transaction a call. What fails leaves the store as it was. */
export class SqliteWriter {
  readonly #path: string
  readonly #retention: Retention
  readonly #database: Database
  readonly #rows: RollupRows
  readonly #leases: Leases
  readonly #series: SeriesNumbers
  /** The file that was opened. */
  readonly #file: string | null | undefined
  #prunedAt = 0

  constructor({ path, self, retention = defaultRetention }: SqliteWriterOptions) {
    this.#path = path
    this.#retention = retention
    this.#database = openToWrite(path)
    this.#file = fileAt(path)
    try {
      this.#rows = guarded(path, () => new RollupRows(this.#database))
      this.#leases = new Leases(this.#database, self)
      this.#series = guarded(path, () => new SeriesNumbers(this.#database, path))
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  acquire(source: string, now: number): LeaseAnswer {
    return this.#transaction(() => {
      const holder = this.#leases.acquire(source, now)
      return holder === null
        ? { granted: true, checkpoint: readCheckpoint(this.#database, this.#path, source) }
        : { granted: false, holder }
    })
  }

  commit(commit: Commit): void {
    this.#checkFile()
    this.#series.tell(commit.series)
    this.#transaction(() => {
      this.#leases.renew(commit.at)
      const marks = this.#advance(commit.at)
      this.#add(commit, marks)
      writeSamples(this.#database, this.#path, commit.samples, marks.seq)
      for (const checkpoint of commit.checkpoints) writeCheckpoint(this.#database, checkpoint, commit.at)
      writeMarks(this.#database, this.#prunedNowAndThen(commit.at, marks))
    })
  }

  prune(now: number, retention: Retention): void {
    this.#transaction(() => {
      const marks = this.#advance(now, retention)
      writeMarks(this.#database, this.#pruned(marks, retention))
    })
    guarded(this.#path, () =>
      this.#database.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)'),
    )
  }

  close(): void {
    try {
      this.#transaction(() => this.#leases.release())
      guarded(this.#path, () => this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)'))
    } finally {
      this.#database.close()
    }
  }

  /** SQLite goes on writing to a file that has no name any more, and nobody would ever read it. */
  #checkFile(): void {
    const file = fileAt(this.#path)
    if (file === undefined || file === this.#file) return
    throw new AppError('history was deleted or replaced while it was written', {
      place: this.#path,
      hint: 'start again: a new one is made, and files are read again as far as --from says',
    })
  }

  #transaction<T>(work: () => T): T {
    return guarded(this.#path, () => {
      this.#database.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        this.#database.exec('COMMIT')
        this.#series.keep()
        return result
      } catch (error) {
        this.#series.forget()
        try {
          this.#database.exec('ROLLBACK')
        } catch {
          // SQLite has rolled back by itself: after a full disk, for one.
        }
        throw error
      }
    })
  }

  /** Moves the marks on to a time, and makes the buckets that are due. */
  #advance(now: number, { seconds }: Retention = this.#retention): StoredMarks {
    const before = readMarks(this.#database, this.#path)
    const marks = { ...marksAt(now, before, seconds), seq: before.seq + 1 }
    formBuckets(this.#database, this.#rows, before, marks)
    return marks
  }

  /** Into the finest step that is kept at its time, and into each wider bucket that is formed already. */
  #add({ buckets }: Commit, marks: StoredMarks): void {
    const wider = new Map<string, { step: StoreStep; time: number; cells: Cells }>()
    const cellsOf = (step: StoreStep, at: number): Cells => {
      const time = floorTo(at, step)
      const key = `${step} ${time}`
      const known = wider.get(key) ?? { step, time, cells: new Map() }
      wider.set(key, known)
      return known.cells
    }
    for (const { step, time, frame } of buckets) {
      const finest = stepFor(time, step, marks)
      if (finest === null) continue
      const cells: Cells = new Map()
      mergeFrame(frame, number => cellIn(cells, this.#series.idOf(number)))
      for (const each of widerFormed(time, finest, marks)) {
        const into = cellsOf(each, time)
        for (const [id, rollup] of cells) cellIn(into, id).merge(rollup)
      }
      // At once: a minute of a long log's seconds, held together, would take as much memory as all the rest.
      this.#rows.put(finest, floorTo(time, finest), marks.seq, cells)
    }
    for (const { step, time, cells } of wider.values()) this.#rows.put(step, time, marks.seq, cells)
  }

  #prunedNowAndThen(now: number, marks: StoredMarks): StoredMarks {
    if (Math.abs(now - this.#prunedAt) < pruneEvery)
      return { ...marks, ...pruneBySize(this.#database, this.#rows, marks, this.#retention.maxBytes) }
    this.#prunedAt = now
    return this.#pruned(marks, this.#retention)
  }

  #pruned(marks: StoredMarks, { maxBytes }: Retention): StoredMarks {
    pruneByAge(this.#database, this.#rows, marks)
    return { ...marks, ...pruneBySize(this.#database, this.#rows, marks, maxBytes) }
  }
}
