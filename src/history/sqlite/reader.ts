import {
  type Clock,
  FrameMerger,
  Rollup,
  type RollupQuery,
  type StoredRollup,
  type StoredSeries,
  type StoredSource,
  type StoredStretch,
  type SystemSample,
} from '../../model/index.ts'
import { isAlive } from '../alive.ts'
import { boundary, type Cover, cover, type Range, widths } from '../cover.ts'
import { floorTo } from '../steps.ts'
import { checkpointOf } from './checkpoints.ts'
import { recorderOf } from './leases.ts'
import type { Database, Row } from './load.ts'
import { readMarks } from './marks.ts'
import { guarded, openToRead } from './open.ts'
import { totalCell } from './rows.ts'
import { sampleColumns, samplesOf, slotSeconds } from './samples.ts'
import { readSeries } from './series.ts'
import { verifyRange, verifyRow } from './verify.ts'

export interface ReaderOptions {
  readonly clock: Clock
  /** What this machine is called. */
  readonly host: string
}

/** Reads a store file, beside whoever writes it. Each answer is of one moment. */
export class SqliteReader {
  readonly #path: string
  readonly #database: Database
  readonly #clock: Clock
  readonly #host: string
  /** What was read in this moment. */
  #read: { readonly rows: Map<string, Row[]>; series: Map<number, StoredSeries> | null } | null = null

  private constructor(path: string, database: Database, { clock, host }: ReaderOptions) {
    this.#path = path
    this.#database = database
    this.#clock = clock
    this.#host = host
  }

  /** `null` where there is no history yet. */
  static open(path: string, options: ReaderOptions): SqliteReader | null {
    const database = openToRead(path)
    return database === null ? null : new SqliteReader(path, database, options)
  }

  /** Another number after every commit of whoever writes: https://www.sqlite.org/pragma.html#pragma_data_version */
  version(): number {
    return guarded(
      this.#path,
      () => this.#database.prepare('PRAGMA data_version').get()!.data_version as number,
    )
  }

  query(query: RollupQuery): StoredStretch {
    return this.atOnce(() => {
      const covered = this.#cover(query)
      const groups = new Groups(query, this.#series())
      for (const range of covered.ranges) {
        for (const row of this.#rows(range)) groups.add(row, query.step === null ? covered.from : null)
      }
      const { from, to, step } = covered
      return { from, to, step, rollups: groups.rollups(), partial: null }
    })
  }

  /**
   * As `query` with this step, in parts within which all rollups are of one width: `seconds`, more than `step` where
   * nothing finer is kept.
   */
  queryByWidth(
    query: Omit<RollupQuery, 'step'> & { readonly step: number },
  ): { readonly seconds: number; readonly stretch: StoredStretch }[] {
    return this.atOnce(() =>
      widths(this.#cover(query), query.step).map(({ from, to, seconds }) => ({
        seconds,
        stretch: this.query({ ...query, from, to }),
      })),
    )
  }

  peak(from: number, to: number, where: RollupQuery['where']): { second: number; count: number } | null {
    return this.atOnce(() => {
      if (from < readMarks(this.#database, this.#path).kept[1]) return null
      const groups = new Groups(
        { from, to, step: 1, by: new Set(), where, figuresOnly: true },
        this.#series(),
      )
      for (const row of this.#rows({ step: 1, from: Math.ceil(from), to: Math.ceil(to) }))
        groups.add(row, null)
      let best: { second: number; count: number } | null = null
      for (const { time, rollup } of groups.rollups())
        if (rollup.requests > (best?.count ?? 0)) best = { second: time, count: rollup.requests }
      return best
    })
  }

  samples(from: number, to: number, step: number | null = null): SystemSample[] {
    return this.atOnce(() =>
      this.#database
        .prepare(`SELECT ${sampleColumns} FROM samples WHERE slot > ? AND slot < ? ORDER BY slot`)
        .all(from - slotSeconds, to)
        .flatMap(row => samplesOf(row, this.#path, from, to, step))
        .sort((a, b) => a.timestamp - b.timestamp),
    )
  }

  /** Sources with a checkpoint, recorded now or before. */
  sources(): StoredSource[] {
    return this.atOnce(() => {
      const now = this.#clock.now()
      const ownHost = this.#host
      const leases = new Map(
        this.#database
          .prepare('SELECT * FROM leases')
          .all()
          .filter(row => isAlive(recorderOf(row), row.seen as number, now, ownHost))
          .map(row => [row.source as string, recorderOf(row)]),
      )
      return this.#database
        .prepare('SELECT * FROM checkpoints ORDER BY source')
        .all()
        .map(row => {
          const checkpoint = checkpointOf(row, this.#path)
          const recorder = leases.get(checkpoint.source) ?? null
          return {
            host: ownHost,
            source: checkpoint.source,
            recordedAt: row.at as number,
            recorder,
            checkpoint,
          }
        })
    })
  }

  /** Start of the oldest bucket and end of the newest; `null` in an empty store. */
  extent(): { from: number; to: number } | null {
    return this.atOnce(() => {
      const { kept } = readMarks(this.#database, this.#path)
      const oldest = this.#oldest()
      const { newest } = this.#database
        .prepare('SELECT max(time + step) AS newest FROM rollups WHERE step = 1')
        .get()!
      const { widest } = this.#database.prepare('SELECT max(time + step) AS widest FROM rollups').get()!
      if (oldest === null || widest === null) return null
      return { from: boundary(oldest, { kept, formed: kept }), to: (newest ?? widest) as number }
    })
  }

  close(): void {
    this.#database.close()
  }

  #cover({ from, to, step }: RollupQuery): Cover {
    const marks = readMarks(this.#database, this.#path)
    return cover(from, to, step, marks, this.#oldest() ?? to)
  }

  #oldest(): number | null {
    return this.#database.prepare('SELECT min(time) AS oldest FROM rollups').get()!.oldest as number | null
  }

  #series(): Map<number, StoredSeries> {
    const series = this.#read?.series ?? readSeries(this.#database, this.#path)
    if (this.#read !== null) this.#read.series = series
    return series
  }

  #rows(range: Range): Row[] {
    const key = `${range.step} ${range.from} ${range.to}`
    const known = this.#read?.rows.get(key)
    if (known !== undefined) return known
    verifyRange(this.#database, this.#path, range)
    const rows = this.#database
      .prepare('SELECT * FROM rollups WHERE step = ? AND time >= ? AND time < ? ORDER BY time')
      .all(range.step, range.from, range.to)
      .map(row => {
        verifyRow(row, this.#path)
        return row
      })
    this.#read?.rows.set(key, rows)
    return rows
  }

  /** Everything asked within is of one moment, and read once. */
  atOnce<T>(work: () => T): T {
    if (this.#read !== null) return work()
    return guarded(this.#path, () => {
      this.#database.exec('BEGIN')
      this.#read = { rows: new Map(), series: null }
      try {
        return work()
      } finally {
        this.#read = null
        this.#database.exec('COMMIT')
      }
    })
  }
}

/** Rollups put together as a query asks for. */
class Groups {
  readonly #query: RollupQuery
  readonly #names: Map<number, StoredSeries>
  /** By number of the series: what was put together for its group, by time; `null`: not wanted. */
  readonly #groups = new Map<number, Map<number, StoredRollup> | null>()
  readonly #byName = new Map<string, Map<number, StoredRollup>>()
  readonly #rollups: StoredRollup[] = []
  readonly #totals: boolean
  readonly #merger: FrameMerger

  constructor(query: RollupQuery, names: Map<number, StoredSeries>) {
    this.#query = query
    this.#names = names
    this.#merger = new FrameMerger(names.size)
    this.#totals = query.by.size === 0 && query.where === null && query.figuresOnly === true
  }

  add({ step, time, frame }: Row, whole: number | null): void {
    const wide = this.#query.step ?? 1
    const start = whole ?? ((step as number) > wide ? (time as number) : floorTo(time as number, wide))
    this.#merger.add(frame as Uint8Array, number => this.#target(number, start), {
      figuresOnly: this.#query.figuresOnly ?? false,
      ...(this.#totals && { upTo: totalCell }),
    })
  }

  rollups(): StoredRollup[] {
    this.#merger.finish()
    return this.#rollups
  }

  #target(number: number, time: number): Rollup | null {
    if (this.#totals !== (number === totalCell)) return null
    let group = this.#groups.get(number)
    if (group === undefined) {
      group = this.#groupOf(number)
      this.#groups.set(number, group)
    }
    return group === null ? null : this.#at(group, number, time)
  }

  #groupOf(number: number): Map<number, StoredRollup> | null {
    if (number === totalCell) return new Map()
    const series = this.#names.get(number)
    if (series === undefined) throw new RangeError(`there is no series ${number}`)
    if (this.#query.where !== null && !this.#query.where(series)) return null
    const { by } = this.#query
    const { host, source, method, endpoint } = series
    const name = JSON.stringify([
      by.has('host') ? host : null,
      by.has('source') ? source : null,
      ...(by.has('endpoint') ? [method, endpoint] : []),
    ])
    let group = this.#byName.get(name)
    if (group === undefined) {
      group = new Map()
      this.#byName.set(name, group)
    }
    return group
  }

  #at(group: Map<number, StoredRollup>, number: number, time: number): Rollup {
    let known = group.get(time)
    if (known === undefined) {
      const { by } = this.#query
      const series = this.#names.get(number)
      known = {
        time,
        host: by.has('host') ? series!.host : null,
        source: by.has('source') ? series!.source : null,
        method: by.has('endpoint') ? series!.method : null,
        endpoint: by.has('endpoint') ? series!.endpoint : null,
        rollup: new Rollup(),
      }
      group.set(time, known)
      this.#rollups.push(known)
    }
    return known.rollup
  }
}
