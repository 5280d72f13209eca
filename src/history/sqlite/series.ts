import type { StoredSeries } from '../../model/index.ts'
import { crc32Of } from '../checksum.ts'
import { DamageError } from './faults.ts'
import type { Database, Row } from './load.ts'

/** Numbers of series as the store gives them, and those under which a session speaks of them. */
export class SeriesNumbers {
  readonly #database: Database
  readonly #ids = new Map<string, number>()
  readonly #told = new Map<number, StoredSeries>()
  readonly #known = new Map<number, number>()
  /** Given in the transaction that runs. */
  #fresh: (readonly [key: string, id: number])[] = []

  constructor(database: Database, path: string) {
    this.#database = database
    for (const [id, series] of readSeries(database, path)) this.#ids.set(keyOf(series), id)
  }

  tell(numbers: Iterable<readonly [number: number, series: StoredSeries]>): void {
    for (const [number, series] of numbers) this.#told.set(number, series)
  }

  /** The store's number for one of the session's, given now where there is none. */
  idOf(number: number): number {
    const known = this.#known.get(number)
    if (known !== undefined) return known
    const series = this.#told.get(number)
    if (series === undefined) throw new RangeError(`nobody said what series ${number} is`)
    const key = keyOf(series)
    const id = this.#ids.get(key) ?? this.#add(series)
    this.#ids.set(key, id)
    this.#known.set(number, id)
    return id
  }

  keep(): void {
    this.#fresh = []
  }

  /** The transaction came to nothing, and so did the numbers given in it. */
  forget(): void {
    if (this.#fresh.length === 0) return
    for (const [key] of this.#fresh) this.#ids.delete(key)
    this.#known.clear()
    this.#fresh = []
  }

  #add(series: StoredSeries): number {
    const { host, source, method, endpoint } = series
    const { next } = this.#database.prepare('SELECT coalesce(max(id), 0) + 1 AS next FROM series').get()!
    const id = Number(next)
    this.#database
      .prepare('INSERT INTO series (id, host, source, method, endpoint, crc) VALUES (?, ?, ?, ?, ?, ?)')
      .run(id, host, source, method, endpoint, crc32Of([id, host, source, method, endpoint]))
    this.#fresh.push([keyOf(series), id])
    return id
  }
}

/** All series of a store by number. Two writers may have given two numbers to one. */
export function readSeries(database: Database, path: string): Map<number, StoredSeries> {
  const series = new Map<number, StoredSeries>()
  for (const row of database.prepare('SELECT * FROM series').all())
    series.set(row.id as number, seriesOf(row, path))
  return series
}

function seriesOf({ id, host, source, method, endpoint, crc }: Row, path: string): StoredSeries {
  if (crc !== crc32Of([id, host, source, method, endpoint] as string[]))
    throw new DamageError(path, 'the name of an endpoint was changed')
  return {
    host: host as string,
    source: source as string,
    method: method as string | null,
    endpoint: endpoint as string,
  }
}

function keyOf({ host, source, method, endpoint }: StoredSeries): string {
  return JSON.stringify([host, source, method, endpoint])
}
