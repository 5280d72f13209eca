import {
  bucketsOf,
  isAlreadyCounted,
  noBucket,
  type RequestBatch,
  type RequestFilter,
  withStatus,
} from '../model/index.ts'
import { BatchRow } from './batch-row.ts'
import { gathered } from './gathered.ts'
import type { TimeRange } from './options.ts'
import { repeatRows } from './repeats.ts'
import type { RouteMapper } from './routes.ts'
import { filteredKey, keyOf, RowColumns } from './rows.ts'
import { methodSlots, noSeries, otherSeries, type SeriesTable, unknownEndpoint } from './series-table.ts'
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
  /** A time that was reached, rows outside every range included. */
  newest: number = Number.NEGATIVE_INFINITY

  /** Where each row of the last batch stands in it; `null`: all are there, in their order. */
  #origin: Int32Array | null = null
  #filtered = 0
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

  clear(): void {
    this.rows.clear()
  }

  /** Whether each row of the last batch is there, and none is filtered out. */
  get allThere(): boolean {
    return this.#origin === null && this.#filtered === 0
  }

  /** Where row `row`, of the last batch, stands in it. */
  originOf(row: number): number {
    const k = row - this.first
    return this.#origin === null ? k : this.#origin[k]!
  }

  /** Series of requests with these texts, as `map` would find it. */
  seriesOf(method: string | null, path: string | null, template: string | null): number {
    const { series, routes } = this.#parts
    const text = routes.route(path, routes.raw && path !== null ? null : template)
    return series.series(series.routeId(text ?? unknownEndpoint), series.methodId(method))
  }

  /** Whether requests that are alike but for their times are mapped alike. */
  get timesDoNotMatter(): boolean {
    const { filter, ranges, groups } = this.#parts
    return filter === null && ranges === null && groups?.field !== 'duration'
  }

  /** Appends the rows of a batch, and its repeats behind them, which it has only where `timesDoNotMatter`. */
  map(batch: RequestBatch): void {
    const { ranges, filter } = this.#parts
    const repeats = batch.repeats?.length ?? 0
    this.#useStrings(batch.strings)
    this.#row.use(batch)
    this.first = this.rows.length
    this.rows.reserve(this.first + batch.length + repeats)
    this.#origin = null
    this.#filtered = 0
    const selected = ranges === null && filter === null ? batch : this.#select(batch)
    this.#copyColumns(selected)
    this.#resolve(selected)
    if (repeats > 0) repeatRows(this.rows, this.first, batch.repeats!)
    this.rows.noteAdded(this.first, this.#filtered)
    this.newest = ranges === null ? this.rows.summary!.newest : newestOf(batch)
  }

  /** Takes those rows of the batch just mapped out again that are in a tally as well. @returns how many they were */
  dropCounted({ cache, tallies }: RequestBatch): number {
    const { rows, first } = this
    if (tallies === undefined) return 0
    let to = first
    for (let row = first; row < rows.length; row++) {
      if (isAlreadyCounted(cache[this.originOf(row)]!)) continue
      if (row > to) rows.copyRow(rows, row, to)
      to++
    }
    const dropped = rows.length - to
    rows.length = to
    return dropped
  }

  /** The rows that lie in a range, as a batch of their own; of those the filter keeps out, the time alone. */
  #select(batch: RequestBatch): RequestBatch {
    const { ranges, filter } = this.#parts
    const origin = new Int32Array(batch.length)
    let length = 0
    for (let i = 0; i < batch.length; i++)
      if (ranges === null || within(ranges, batch.timestamp[i]!)) origin[length++] = i
    this.#origin = origin
    const { key } = this.rows
    const keys = key.subarray(this.first, this.first + length)
    if (filter !== null)
      for (let k = 0; k < length; k++) {
        const passes = filter.test(this.#row.at(origin[k]!))
        keys[k] = passes ? 0 : filteredKey
        if (!passes) this.#filtered++
      }
    return length === batch.length ? batch : gathered(batch, origin.subarray(0, length))
  }

  #copyColumns({ timestamp, duration, status, source, length }: RequestBatch): void {
    const { rows, first } = this
    rows.timestamp.set(timestamp.subarray(0, length), first)
    rows.duration.set(duration.subarray(0, length), first)
    rows.status.set(status.subarray(0, length), first)
    rows.source.fill(source, first, first + length)
    rows.message.fill(-1, first, first + length)
    rows.length = first + length
    bucketsOf(rows.duration, first, rows.length, rows.bucket, noBucket)
  }

  #resolve(batch: RequestBatch): void {
    const { rows, first } = this
    const { series, filter } = this.#parts
    const { raw } = this.#parts.routes
    const { method, endpoint, route, cache, length } = batch
    const paths = this.#paths
    const templates = this.#templates
    const methods = this.#methods
    const { key } = rows
    const filtered = filter !== null
    let { pairs } = series
    for (let i = 0; i < length; i++) {
      const to = first + i
      if (filtered && key[to] === filteredKey) continue
      const path = endpoint[i]!
      const template = raw && path >= 0 ? -1 : route[i]!
      let routeId = template >= 0 ? templates[template]! : path >= 0 ? paths[path]! : this.#unknown
      if (routeId === unresolved) routeId = this.#resolveRoute(path, template)
      const verb = method[i]!
      let methodId = verb < 0 ? 0 : methods[verb]!
      if (methodId === unresolved) methodId = methods[verb] = series.methodId(batch.strings[verb] ?? null)
      let id = routeId < 0 ? otherSeries : (pairs[routeId * methodSlots + methodId] ?? noSeries)
      if (id === noSeries) {
        id = series.series(routeId, methodId)
        pairs = series.pairs
      }
      key[to] = keyOf(id, cache[i]!)
    }
    this.#resolveMessages(batch)
    if (rows.client !== null) this.#resolveClients(batch, rows.client)
    if (rows.group !== null) this.#resolveGroups(rows.group)
  }

  #resolveMessages({ errorMessage, status, length }: RequestBatch): void {
    const { message, key } = this.rows
    for (let i = 0; i < length; i++) {
      const text = errorMessage[i]!
      if (text < 0) continue
      const to = this.first + i
      if (key[to] !== filteredKey) message[to] = this.#messageId(text, status[i]!)
    }
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

  #resolveClients({ client, length }: RequestBatch, column: Int32Array): void {
    for (let i = 0; i < length; i++) {
      const text = client[i]!
      let id = text < 0 ? -1 : this.#clients[text]!
      if (id === unresolved) id = this.#clients[text] = this.#parts.clients!.idOf(this.#strings[text]!)
      column[this.first + i] = id
    }
  }

  #resolveGroups(column: Int32Array): void {
    const { field, values } = this.#parts.groups!
    const texts = this.#row.textsOf(field)
    let last = Number.NaN
    let group = noGroup
    for (let row = this.first; row < this.rows.length; row++) {
      if (this.rows.key[row] === filteredKey) continue
      const at = this.originOf(row)
      if (texts === null || texts[at] !== last) {
        last = texts === null ? Number.NaN : texts[at]!
        const value = this.#row.at(at).get(field)
        group = value === null ? noGroup : groupOrOther(values.idOf(String(value)))
      }
      column[row] = group
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

function newestOf({ timestamp, length }: RequestBatch): number {
  let newest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < length; i++) if (timestamp[i]! > newest) newest = timestamp[i]!
  return newest
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
