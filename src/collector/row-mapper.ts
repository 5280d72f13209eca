import { durationBucket, type RequestBatch, type RequestFilter, withStatus } from '../model/index.ts'
import { BatchRow } from './batch-row.ts'
import type { TimeRange } from './options.ts'
import type { RouteMapper } from './routes.ts'
import { filteredSeries, RowColumns } from './rows.ts'
import { otherSeries, type SeriesTable, unknownEndpoint } from './series-table.ts'
import type { Interner } from './text-bounds.ts'

const unresolved = -2

/** In the group column: the request does not carry the field. */
export const noGroup = -1
/** In the group column: one of too many values. */
export const otherGroup = -2

export interface RowMapperParts {
  readonly series: SeriesTable
  readonly routes: RouteMapper
  readonly messages: Interner
  /** `null`: clients are not counted. */
  readonly clients: Interner | null
  readonly groups: { readonly field: string; readonly values: Interner } | null
  readonly filter: RequestFilter | null
  /** Rows outside are not mapped. */
  readonly ranges: readonly TimeRange[] | null
  readonly sourceName: (source: number) => string
  readonly host: string | null
}

/** Turns the texts of a batch into numbers, each distinct text once; what is left of a row is integers. */
export class RowMapper {
  /** Rows mapped since the last `clear`. */
  readonly rows: RowColumns
  /** Where the rows of the last batch begin. */
  first = 0
  /** Where each row of the last batch stands in it: of row `first + k`, `origin[k]`. */
  origin: Int32Array = new Int32Array(0)
  /** Newest time in the last batch, rows outside every range included. */
  newest: number = Number.NEGATIVE_INFINITY

  readonly #parts: RowMapperParts
  readonly #row: BatchRow
  #strings: readonly string[] = []
  #known = 0
  #paths: Int32Array = new Int32Array(0)
  #templates: Int32Array = new Int32Array(0)
  #methods: Int32Array = new Int32Array(0)
  #clients: Int32Array = new Int32Array(0)
  #messageIds = new Map<number, number>()
  #unknown = unresolved

  constructor(parts: RowMapperParts) {
    this.#parts = parts
    this.#row = new BatchRow(parts)
    this.rows = new RowColumns({ clients: parts.clients !== null, groups: parts.groups !== null })
  }

  get row(): BatchRow {
    return this.#row
  }

  clear(): void {
    this.rows.length = 0
  }

  /** Appends the rows of a batch. */
  map(batch: RequestBatch): void {
    this.#useStrings(batch.strings)
    this.#row.use(batch)
    this.first = this.rows.length
    this.rows.reserve(this.first + batch.length)
    if (this.origin.length < batch.length) this.origin = new Int32Array(this.rows.capacity)
    this.#select(batch)
    this.#fill(batch)
    this.#resolve(batch)
  }

  #select(batch: RequestBatch): void {
    const { ranges, filter } = this.#parts
    const { rows, origin, first } = this
    const { timestamp } = batch
    let kept = 0
    let newest = Number.NEGATIVE_INFINITY
    for (let i = 0; i < batch.length; i++) {
      const time = timestamp[i]!
      if (time > newest) newest = time
      if (ranges !== null && !within(ranges, time)) continue
      if (filter !== null)
        rows.series[first + kept] = filter.test(this.#row.at(i)) ? otherSeries : filteredSeries
      origin[kept++] = i
    }
    rows.length = first + kept
    this.newest = newest
  }

  #fill({ timestamp, duration, status, cache, source }: RequestBatch): void {
    const { rows, origin, first } = this
    const count = rows.length - first
    for (let k = 0; k < count; k++) {
      const i = origin[k]!
      const to = first + k
      const seconds = duration[i]!
      rows.timestamp[to] = timestamp[i]!
      rows.duration[to] = seconds
      rows.bucket[to] = durationBucket(seconds)
      rows.status[to] = status[i]!
      rows.cache[to] = cache[i]!
    }
    rows.source.fill(source, first, rows.length)
  }

  #resolve(batch: RequestBatch): void {
    const { rows, origin, first } = this
    const { series, filter } = this.#parts
    const { raw } = this.#parts.routes
    const { method, endpoint, route, errorMessage } = batch
    const paths = this.#paths
    const templates = this.#templates
    const methods = this.#methods
    const count = rows.length - first
    for (let k = 0; k < count; k++) {
      const to = first + k
      rows.message[to] = -1
      if (filter !== null && rows.series[to] === filteredSeries) continue
      const i = origin[k]!
      const path = endpoint[i]!
      const template = raw && path >= 0 ? -1 : route[i]!
      let routeId = template >= 0 ? templates[template]! : path >= 0 ? paths[path]! : this.#unknown
      if (routeId === unresolved) routeId = this.#resolveRoute(path, template)
      const verb = method[i]!
      let methodId = verb < 0 ? 0 : methods[verb]!
      if (methodId === unresolved) methodId = methods[verb] = series.methodId(batch.strings[verb] ?? null)
      rows.series[to] = series.series(routeId, methodId)
      const message = errorMessage[i]!
      if (message >= 0) rows.message[to] = this.#messageId(message, batch.status[i]!)
    }
    if (rows.client !== null) this.#resolveClients(batch, rows.client)
    if (rows.group !== null) this.#resolveGroups(rows.group)
  }

  #resolveRoute(path: number, template: number): number {
    const strings = this.#strings
    const text = this.#parts.routes.route(
      path < 0 ? null : strings[path]!,
      template < 0 ? null : strings[template]!,
    )
    const routeId = this.#parts.series.routeId(text ?? unknownEndpoint)
    // A template given by hand may depend on the path, so a row with both is looked up each time.
    if (template >= 0) {
      if (path < 0 || !this.#parts.routes.byHand) this.#templates[template] = routeId
    } else if (path >= 0) this.#paths[path] = routeId
    else this.#unknown = routeId
    return routeId
  }

  #messageId(text: number, status: number): number {
    const key = text * 1024 + status
    let id = this.#messageIds.get(key)
    if (id === undefined) {
      id = this.#parts.messages.idOf(withStatus(status, this.#strings[text]!))
      this.#messageIds.set(key, id)
    }
    return id
  }

  #resolveClients(batch: RequestBatch, column: Int32Array): void {
    const { client } = batch
    const count = this.rows.length - this.first
    for (let k = 0; k < count; k++) {
      const text = client[this.origin[k]!]!
      let id = text < 0 ? -1 : this.#clients[text]!
      if (id === unresolved) id = this.#clients[text] = this.#parts.clients!.idOf(this.#strings[text]!)
      column[this.first + k] = id
    }
  }

  #resolveGroups(column: Int32Array): void {
    const { field, values } = this.#parts.groups!
    const count = this.rows.length - this.first
    for (let k = 0; k < count; k++) {
      const value = this.#row.at(this.origin[k]!).get(field)
      column[this.first + k] = value === null ? noGroup : groupOrOther(values.idOf(String(value)))
    }
  }

  /** A dictionary that only grew keeps its tables. */
  #useStrings(strings: readonly string[]): void {
    if (strings !== this.#strings || strings.length < this.#known) {
      this.#strings = strings
      this.#known = 0
      this.#messageIds.clear()
    }
    if (strings.length > this.#paths.length) {
      const size = Math.ceil(strings.length * 1.5)
      this.#paths = copied(this.#paths, size)
      this.#templates = copied(this.#templates, size)
      this.#methods = copied(this.#methods, size)
      this.#clients = copied(this.#clients, size)
    }
    for (const table of [this.#paths, this.#templates, this.#methods, this.#clients])
      table.fill(unresolved, this.#known, strings.length)
    this.#known = strings.length
  }
}

function groupOrOther(id: number): number {
  return id < 0 ? otherGroup : id
}

function copied(table: Int32Array, size: number): Int32Array {
  const larger = new Int32Array(size)
  larger.set(table)
  return larger
}

function within(ranges: readonly TimeRange[], time: number): boolean {
  for (const range of ranges) if (time >= range.from && time <= range.to) return true
  return false
}
