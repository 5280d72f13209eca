import { Cache, type FilterRow, type RequestBatch } from '../model/index.ts'
import type { RouteMapper } from './routes.ts'
import { unknownEndpoint } from './series-table.ts'

type Value = string | number | boolean | null

export interface BatchRowParts {
  readonly routes: RouteMapper
  readonly sourceName: (source: number) => string
  readonly host: string | null
}

/** One request of a batch, as a filter and `--group-by` see it. Moves from row to row. */
export class BatchRow implements FilterRow {
  readonly #parts: BatchRowParts
  #batch!: RequestBatch
  #index = 0

  constructor(parts: BatchRowParts) {
    this.#parts = parts
  }

  use(batch: RequestBatch): void {
    this.#batch = batch
  }

  at(index: number): this {
    this.#index = index
    return this
  }

  /** The texts that `get` gives, where they stand in a column: rows with one number have one text. */
  textsOf(field: string): Int32Array | null {
    return fields[field] === undefined ? (this.#batch.extra.get(field) ?? null) : null
  }

  get(field: string): Value {
    const known = fields[field]
    if (known !== undefined) return known(this.#batch, this.#index, this.#parts)
    const column = this.#batch.extra.get(field)
    if (column !== undefined) return text(this.#batch, column[this.#index]!)
    // Of a log that does not name a host, it is the machine that collects.
    return field === 'host' ? this.#parts.host : null
  }
}

function text(batch: RequestBatch, id: number): string | null {
  return id < 0 ? null : batch.strings[id]!
}

function cacheHit(cache: number): boolean | null {
  return cache === Cache.hit ? true : cache === Cache.miss ? false : null
}

const fields: Readonly<Record<string, (batch: RequestBatch, index: number, parts: BatchRowParts) => Value>> =
  Object.assign(Object.create(null), {
    endpoint: (batch: RequestBatch, i: number, { routes }: BatchRowParts) =>
      routes.route(text(batch, batch.endpoint[i]!), text(batch, batch.route[i]!)) ?? unknownEndpoint,
    path: (batch: RequestBatch, i: number) => text(batch, batch.endpoint[i]!),
    method: (batch: RequestBatch, i: number) => text(batch, batch.method[i]!),
    status: (batch: RequestBatch, i: number) => (batch.status[i] === 0 ? null : batch.status[i]!),
    duration: (batch: RequestBatch, i: number) => (batch.duration[i]! >= 0 ? batch.duration[i]! : null),
    client: (batch: RequestBatch, i: number) => text(batch, batch.client[i]!),
    userAgent: (batch: RequestBatch, i: number) => text(batch, batch.userAgent[i]!),
    errorMessage: (batch: RequestBatch, i: number) => text(batch, batch.errorMessage[i]!),
    cache: (batch: RequestBatch, i: number) => cacheHit(batch.cache[i]!),
    source: (batch: RequestBatch, _i: number, { sourceName }: BatchRowParts) => sourceName(batch.source),
  })
