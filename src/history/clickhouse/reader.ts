import {
  type Clock,
  type GaugeName,
  gaugeNames,
  type HostState,
  type RollupQuery,
  type RollupReader,
  type StoredRollup,
  type StoredSeries,
  type StoredSource,
  type StoredStretch,
  type StoreStep,
  type SystemSample,
  TopCounter,
} from '../../model/index.ts'
import { ceilTo, floorTo } from '../steps.ts'
import { type ClickHouseClient, ClickHouseFault, quote, type Settings } from './client.ts'
import { figures, type ReadRollup, rollupOf } from './rows.ts'
import { keptSeconds } from './schema.ts'

/** A host that gave no sign for longer than this is silent; it gives one every 10 s. */
const silentAfter = 30
/** Hosts that have been silent for longer are forgotten. */
const forgottenAfter = 7 * 86_400

/** Steps in the store: the widest one that gives enough points makes up the body of a window. */
const narrow = 10
const wide: readonly StoreStep[] = [600, 60]

/** Texts of each kind that are put together for one endpoint. */
const textsKept = 16

/** Seconds for which a shard that did not answer is not waited for again. */
const missingFor = 10

const columnsOf = {
  host: ['host'],
  source: ['source'],
  endpoint: ['method', 'endpoint'],
} as const

const gauges = gaugeNames.map(name => `${/Percent|Ratio/.test(name) ? 'avg' : 'sum'}(${name})`).join(', ')

interface HostRow {
  readonly host: string
  readonly seen: number
  readonly formed: Readonly<Partial<Record<StoreStep, number>>>
}

/** Rows of one or two steps that make up a stretch. */
interface Body {
  readonly from: number
  readonly to: number
  readonly step: StoreStep
  readonly where: string
}

/** Reads the store of a fleet; everything is put together in the engine. */
export class ClickHouseReader implements RollupReader {
  readonly #client: ClickHouseClient
  readonly #clock: Clock
  #hosts: { readonly at: number; readonly rows: readonly HostRow[] } | null = null
  #partial: { readonly at: number; readonly reason: string } | null = null

  constructor(client: ClickHouseClient, clock: Clock) {
    this.#client = client
    this.#clock = clock
  }

  async query(query: RollupQuery): Promise<StoredStretch> {
    const body = await this.#bodyOf(query)
    const where = await this.#whereOf(query, body)
    const columns = [...query.by].flatMap(each => [...columnsOf[each]])
    const time = query.step === null ? String(body.from) : timeIn(query.step)
    const keys = [`${time} AS at`, ...columns]
    const groups = ['at', ...columns].join(', ')
    const rows =
      where === null
        ? []
        : await this.#rows<readonly unknown[]>(
            `SELECT ${keys.join(', ')}, ${figures} FROM rollups FINAL WHERE ${where} GROUP BY ${groups}`,
          )
    const found = new Map(
      rows.map(row => [
        JSON.stringify(row.slice(0, keys.length)),
        { key: row.slice(0, keys.length), read: rollupOf(row.slice(keys.length)) },
      ]),
    )
    if (query.figuresOnly !== true && where !== null) {
      for (const kind of ['message', 'client'] as const)
        await this.#addTexts(kind, keys, groups, where, found)
    }
    return {
      from: body.from,
      to: body.to,
      step: body.step,
      rollups: [...found.values()].map(({ key, read }) => storedOf(key, columns, read)),
      partial: this.#partialNow,
    }
  }

  /** Seconds are not sent here. */
  async peak(): Promise<null> {
    return null
  }

  /** Of several hosts: the mean of what is a share, the sum of what is an amount. */
  async samples(
    from: number,
    to: number,
    step: number | null = null,
    hosts: readonly string[] | null = null,
  ): Promise<SystemSample[]> {
    if (hosts?.length === 0) return []
    const only = hosts === null ? '' : ` AND host IN (${hosts.map(quote).join(', ')})`
    const rows = await this.#rows<readonly (string | number | null)[]>(
      "SELECT max(time), if(uniqExact(host) = 1, any(host), concat(toString(uniqExact(host)), ' hosts')), origin," +
        ` ${gauges} FROM samples FINAL WHERE time >= ${from} AND time < ${to}${only}` +
        ` GROUP BY intDiv(toUInt32(time), ${Math.max(10, step ?? 10)}) AS slot, origin ORDER BY slot`,
    )
    return rows.map(([timestamp, host, origin, ...values]) => ({
      timestamp: Number(timestamp),
      host: String(host),
      origin: origin as SystemSample['origin'],
      ...(Object.fromEntries(gaugeNames.map((name, i) => [name, values[i] ?? null])) as Pick<
        SystemSample,
        GaugeName
      >),
    }))
  }

  /** Who reads them is each host's own business: that stays in its own store. */
  async sources(): Promise<StoredSource[]> {
    return []
  }

  async extent(): Promise<{ from: number; to: number } | null> {
    const [row] = await this.#rows<[number, number, number]>(
      'SELECT toUInt32(min(time)), max(toUInt32(time) + step), count() FROM rollups',
    )
    return row === undefined || row[2] === 0 ? null : { from: row[0], to: row[1] }
  }

  /** Hosts that were heard of in the last days, and which of them are silent now. */
  async hosts(): Promise<HostState[]> {
    const now = this.#clock.now()
    return (await this.#hostRows())
      .filter(({ seen }) => now - seen < forgottenAfter)
      .map(({ host, seen }) => ({ name: host, lastSeen: seen, silent: now - seen > silentAfter }))
  }

  /** Why the last answers are not the whole truth, else `null`. */
  get partial(): string | null {
    return this.#partialNow
  }

  async close(): Promise<void> {
    this.#client.close()
  }

  get #partialNow(): string | null {
    return this.#partial === null ? null : this.#partial.reason
  }

  async #hostRows(): Promise<readonly HostRow[]> {
    const now = this.#clock.now()
    if (this.#hosts !== null && Math.abs(now - this.#hosts.at) < 1) return this.#hosts.rows
    const rows = await this.#rows<[string, number, number, number]>(
      'SELECT host, seen, formed_60, formed_600 FROM hosts FINAL ORDER BY host',
    )
    const hosts = rows.map(([host, seen, sixty, sixHundred]) => ({
      host,
      seen,
      formed: { 60: sixty, 600: sixHundred },
    }))
    this.#hosts = { at: now, rows: hosts }
    return hosts
  }

  /**
   * Wide buckets where they are whole, narrow ones from there on: by host, as one that was cut off sends its wide
   * ones later, and one that is dead never does.
   */
  async #bodyOf({ from, to, step }: RollupQuery): Promise<Body> {
    const oldest = this.#clock.now() - keptSeconds.narrow
    const width = wide.find(
      each =>
        (step === null || step % each === 0 || from < oldest) && (to - from >= 120 * each || from < oldest),
    )
    const start = ceilTo(from, width ?? narrow)
    const end = Math.max(start, ceilTo(to, narrow))
    const within = `time < toDateTime(${end})`
    if (width === undefined) {
      const where = `step = ${narrow} AND time >= toDateTime(${start}) AND ${within}`
      return { from: start, to: end, step: narrow, where }
    }
    const hosts = await this.#hostRows()
    const usual = floorTo(Math.min(median(hosts.map(({ formed }) => formed[width]!)), end), width)
    const others = hosts.filter(({ formed }) => formed[width] !== usual)
    const border =
      others.length === 0
        ? String(usual)
        : `transform(host, [${others.map(({ host }) => quote(host))}], [${others.map(({ formed }) => floorTo(Math.min(formed[width]!, end), width))}], ${usual})`
    const where =
      `time >= toDateTime(${start}) AND ${within} AND` +
      ` ((step = ${width} AND toUInt32(time) < ${border}) OR (step = ${narrow} AND toUInt32(time) >= ${border}))`
    return { from: start, to: end, step: width, where }
  }

  /** Conditions of a query as SQL; `null`: nothing passes. */
  async #whereOf({ where, whereFields }: RollupQuery, body: Body): Promise<string | null> {
    if (where === null) return body.where
    const fields = [...(whereFields ?? (['host', 'source', 'method', 'endpoint'] as const))]
    if (fields.length === 0) return where(anySeries) ? body.where : null
    const rows = await this.#rows<string[]>(
      `SELECT ${fields.join(', ')} FROM rollups WHERE ${body.where} GROUP BY ${fields.join(', ')}`,
    )
    const passing = rows.filter(row =>
      where({
        ...anySeries,
        ...Object.fromEntries(fields.map((field, i) => [field, fieldOf(field, row[i]!)])),
      }),
    )
    if (passing.length === rows.length) return body.where
    if (passing.length === 0) return null
    const tuples = passing.map(row => `(${row.map(quote).join(', ')})`)
    return `${body.where} AND (${fields.join(', ')}) IN (${tuples.join(', ')})`
  }

  /** Error messages or clients, each counted as `TopCounter` merges them. */
  async #addTexts(
    kind: 'message' | 'client',
    keys: readonly string[],
    groups: string,
    where: string,
    found: ReadonlyMap<string, { readonly read: ReadRollup }>,
  ): Promise<void> {
    const rows = await this.#rows<readonly unknown[]>(
      `SELECT ${keys.join(', ')}, text, sum(counted - toInt64(${kind}_floor)) AS times,` +
        ` sum(erred - toInt64(${kind}_floor)) FROM rollups FINAL` +
        ` ARRAY JOIN ${kind}s AS text, ${kind}_counts AS counted, ${kind}_errors AS erred` +
        ` WHERE ${where} GROUP BY ${groups}, text ORDER BY times DESC, text LIMIT ${textsKept} BY ${groups}`,
    )
    const tops = new Map<string, { value: string; count: number; error: number }[]>()
    for (const row of rows) {
      const key = JSON.stringify(row.slice(0, keys.length))
      const [value, count, error] = row.slice(keys.length) as [string, number, number]
      const floor = this.#floorOf(kind, found.get(key)?.read)
      tops.set(key, [...(tops.get(key) ?? []), { value, count: count + floor, error: error + floor }])
    }
    for (const [key, entries] of tops) {
      const read = found.get(key)?.read
      if (read === undefined) continue
      const counter = new TopCounter(textsKept)
      counter.mergeEntries(entries, this.#floorOf(kind, read))
      if (kind === 'message') read.rollup.errorMessages = counter
      else read.rollup.clients = counter
    }
  }

  #floorOf(kind: 'message' | 'client', read: ReadRollup | undefined): number {
    return (kind === 'message' ? read?.messageFloor : read?.clientFloor) ?? 0
  }

  /** All shards or, where one does not answer, the others, and that is remembered. */
  async #rows<T extends readonly unknown[]>(sql: string): Promise<T[]> {
    const now = this.#clock.now()
    if (this.#partial !== null && Math.abs(now - this.#partial.at) < missingFor)
      return this.#client.rows<T>(sql, without)
    try {
      const rows = await this.#client.rows<T>(sql, settings)
      this.#partial = null
      return rows
    } catch (fault) {
      if (!(fault instanceof ClickHouseFault) || !fault.isShardMissing) throw fault
      const rows = await this.#client.rows<T>(sql, without)
      const [place] =
        /[\w.-]+:\d{2,5}(?=[,)\s]|$)/.exec(fault.said.replace(/^.*?DB::\w*Exception:/, '')) ?? []
      const reason = `a shard does not answer${place === undefined ? '' : ` (${place})`}: its hosts are missing`
      this.#partial = { at: now, reason }
      return rows
    }
  }
}

/** Statements name many hosts and endpoints. */
const settings: Settings = { max_query_size: 16 * 2 ** 20, max_ast_elements: 1_000_000 }
const without: Settings = { ...settings, skip_unavailable_shards: 1 }

const anySeries: StoredSeries = { host: '', source: '', method: null, endpoint: '' }

function fieldOf(field: keyof StoredSeries, text: string): string | null {
  return field === 'method' && text === '' ? null : text
}

function timeIn(step: number): string {
  return `intDiv(toUInt32(time), ${step}) * ${step}`
}

function storedOf(key: readonly unknown[], columns: readonly string[], { rollup }: ReadRollup): StoredRollup {
  const column = (name: string): string | null => {
    const at = columns.indexOf(name)
    return at < 0 ? null : String(key[at + 1])
  }
  return {
    time: Number(key[0]),
    host: column('host'),
    source: column('source'),
    method: column('method') || null,
    endpoint: column('endpoint'),
    rollup,
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
