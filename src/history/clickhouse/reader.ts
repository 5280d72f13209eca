import {
  type Clock,
  type GaugeName,
  gaugeNames,
  type HostState,
  type RollupQuery,
  type RollupReader,
  type StoredSeries,
  type StoredSource,
  type StoredStretch,
  type SystemSample,
} from '../../model/index.ts'
import { type Body, bodyOf, type Formed, narrow } from './body.ts'
import { type ClickHouseClient, ClickHouseFault, quote, type Settings } from './client.ts'
import { figures, rollupOf } from './rows.ts'
import { keptSeconds } from './schema.ts'
import {
  addTexts,
  type Column,
  columnsFor,
  readColumn,
  storedOf,
  type TextRow,
  textsKept,
  wholeOf,
} from './stored.ts'

/** A host that gave no sign for longer than this is silent; it gives one every 10 s. */
const silentAfter = 30
/** Hosts that have been silent for longer are forgotten. */
const forgottenAfter = 7 * 86_400

/** Seconds for which a shard that did not answer is not waited for again. */
const missingFor = 10

/** Cells of endpoints in steps that are fetched at once. */
const mostCells = 20_000

/** Of what is an amount, the mean over time of the sum over hosts. */
const gauges = gaugeNames
  .map(name =>
    /Percent|Ratio/.test(name) ? `avg(${name})` : `sum(${name}) / uniqExact(intDiv(toUInt32(time), 10))`,
  )
  .join(', ')

interface HostRow extends Formed {
  readonly seen: number
}

/** One window in two ways. */
export interface Overview {
  /** By endpoint, with messages and clients. */
  readonly whole: StoredStretch
  /** By endpoint and step. */
  readonly cells: StoredStretch
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
    return this.#stretch(query, body, where)
  }

  /**
   * One window as a whole and in steps: of few endpoints the steps are added up here, which spares putting the same
   * rows together once more.
   */
  async overview(query: RollupQuery & { readonly chartStep: number }): Promise<Overview> {
    const { chartStep } = query
    const body = await this.#bodyOf({ ...query, step: chartStep })
    const where = await this.#whereOf(query, body)
    const inSteps = { ...query, step: chartStep, figuresOnly: true }
    const cells = (query.to - query.from) / chartStep
    if (cells * (await this.#endpoints(where)) > mostCells) {
      const [whole, totals] = await Promise.all([
        this.#stretch({ ...query, step: null }, body, where),
        this.#stretch(
          { ...inSteps, by: new Set([...query.by].filter(each => each !== 'endpoint')) },
          body,
          where,
        ),
      ])
      return { whole, cells: totals }
    }
    const columns = columnsFor(query)
    const [stretch, texts] = await Promise.all([
      this.#stretch(inSteps, body, where),
      where === null ? [] : this.#texts(String(body.from), columns, where),
    ])
    const rollups = wholeOf(stretch.rollups, columns, body.from)
    addTexts(rollups, columns, texts)
    return { whole: { ...stretch, rollups }, cells: stretch }
  }

  async #endpoints(where: string | null): Promise<number> {
    if (where === null) return 0
    const [row] = await this.#rows<[number]>(
      `SELECT count() FROM (SELECT method, endpoint FROM rollups WHERE ${where} GROUP BY method, endpoint)`,
    )
    return row?.[0] ?? 0
  }

  async #stretch(query: RollupQuery, body: Body, where: string | null): Promise<StoredStretch> {
    const columns = columnsFor(query)
    const time = query.step === null ? String(body.from) : timeIn(query.step)
    const groups = ['at', ...columns]
    const [rows, texts] =
      where === null
        ? [[], []]
        : await Promise.all([
            this.#rows<readonly unknown[]>(
              `SELECT ${[`${time} AS at`, ...columns].join(', ')}, ${figures} FROM rollups FINAL` +
                ` WHERE ${where} GROUP BY ${groups.join(', ')}`,
            ),
            query.figuresOnly === true ? [] : this.#texts(time, columns, where),
          ])
    const rollups = rows.map(row =>
      storedOf(row.slice(0, groups.length), columns, rollupOf(row.slice(groups.length))),
    )
    addTexts(rollups, columns, texts)
    return { from: body.from, to: body.to, step: body.step, rollups, partial: this.#partialNow }
  }

  /** Error messages and clients: kind, key, text, how often, by how much too often, what may be missing. */
  #texts(time: string, columns: readonly Column[], where: string): Promise<readonly TextRow[]> {
    const groups = ['at', ...columns].join(', ')
    const keys = [`${time} AS at`, ...columns].join(', ')
    const of = (kind: 'message' | 'client') =>
      this.#rows<readonly unknown[]>(
        `SELECT ${keys}, text, sum(counted - toInt64(${kind}_floor)) AS times,` +
          ` sum(erred - toInt64(${kind}_floor)) FROM rollups FINAL` +
          ` ARRAY JOIN ${kind}s AS text, ${kind}_counts AS counted, ${kind}_errors AS erred` +
          ` WHERE ${where} GROUP BY ${groups}, text ORDER BY times DESC, text LIMIT ${textsKept} BY ${groups}`,
      ).then(rows =>
        rows.map(row => ({
          kind,
          key: JSON.stringify([row[0], ...columns.map((column, i) => readColumn(column, row[i + 1]))]),
          value: String(row[columns.length + 1]),
          count: Number(row[columns.length + 2]),
          error: Number(row[columns.length + 3]),
        })),
      )
    return Promise.all([of('message'), of('client')]).then(rows => rows.flat())
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
    const [row] = await this.#rows<[number, number, number, number]>(
      `SELECT toUInt32(min(time)), maxIf(toUInt32(time) + step, step = ${narrow}), max(toUInt32(time) + step),` +
        ` count() FROM rollups WHERE step IN (${narrow}, 600)`,
    )
    // Wide buckets end later than what is in them.
    return row === undefined || row[3] === 0 ? null : { from: row[0], to: row[1] || row[2] }
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

  async #bodyOf(query: Pick<RollupQuery, 'from' | 'to' | 'step'>): Promise<Body> {
    return bodyOf(query, await this.#hostRows(), this.#clock.now() - keptSeconds.narrow)
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
