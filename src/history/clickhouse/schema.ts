import type { Target } from './target.ts'

/** Columns of one distribution of durations: of cache hits, misses and the rest. */
export const states = ['hit', 'miss', 'unknown'] as const
export type State = (typeof states)[number]

/** Seconds for which rows of a step are kept, where the server deletes by itself (20.1 and newer). */
export const keptSeconds: { readonly narrow: number; readonly wide: number } = {
  narrow: 2 * 86_400,
  wide: 30 * 86_400,
}

const distributions = states
  .map(
    state => `  ${state}_zeros UInt64, ${state}_seconds UInt64, ${state}_nanoseconds UInt64,
  ${state}_min Float64, ${state}_max Float64, ${state}_bins Array(Int16), ${state}_counts Array(UInt64),`,
  )
  .join('\n')

/**
 * One row: all requests of one endpoint of one source of one host in one bucket of time. A row that is sent again
 * has the same key and a later `version`, and replaces the one before; so reading takes `FINAL`. Durations are
 * sketches (bin k holds 2^(k/32) < seconds ≤ 2^((k+1)/32)), which `sumMap` merges where they are.
 */
const rollups = `
  step UInt16, time DateTime('UTC'), host String, source String, method String, endpoint String,
  version UInt64,
  requests UInt64, status_unknown UInt64, codes Array(UInt16), code_counts Array(UInt64),
  cache_hits UInt64, cache_misses UInt64, cache_other UInt64,
${distributions}
  messages Array(String), message_counts Array(Int64), message_errors Array(Int64), message_floor UInt64,
  clients Array(String), client_counts Array(Int64), client_errors Array(Int64), client_floor UInt64
`

/** Gauges of one machine, one row in ten seconds. */
const samples = `
  time Float64, host String, origin String, version UInt64,
  cpuPercent Nullable(Float64), memoryPercent Nullable(Float64), memoryUsedMb Nullable(Float64),
  memoryAvailableMb Nullable(Float64), diskUsagePercent Nullable(Float64),
  activeConnections Nullable(Float64), cacheSize Nullable(Float64), cacheHitRatio Nullable(Float64)
`

/** When a host was last heard of, and up to when its buckets of 60 and 600 s are all there. */
const hosts = `
  host String, seen UInt32, formed_60 UInt32, formed_600 UInt32
`

interface Table {
  readonly name: string
  readonly columns: string
  readonly version: string
  readonly partition: string | null
  readonly order: string
  readonly ttl: string | null
}

const tables: readonly Table[] = [
  {
    name: 'rollups',
    columns: rollups,
    version: 'version',
    partition: '(step, toYYYYMMDD(time))',
    order: '(step, time, host, source, method, endpoint)',
    ttl: `time + toIntervalSecond(if(step < 60, ${keptSeconds.narrow}, ${keptSeconds.wide}))`,
  },
  {
    name: 'samples',
    columns: samples,
    version: 'version',
    partition: 'toYYYYMMDD(toDateTime(toUInt32(time)))',
    order: '(time, host, origin)',
    ttl: `toDateTime(toUInt32(time)) + toIntervalSecond(${keptSeconds.wide})`,
  },
  { name: 'hosts', columns: hosts, version: 'seen', partition: null, order: 'host', ttl: null },
]

export interface SchemaOptions {
  readonly target: Pick<Target, 'database' | 'cluster' | 'replicated'>
  /** First number of the server's version: servers before 20 cannot delete by themselves. */
  readonly major: number
}

/** Statements that make what is missing; to be run one after the other, any number of times. */
export function schemaStatements({ target, major }: SchemaOptions): string[] {
  const { database, cluster, replicated } = target
  const everywhere = cluster !== null && replicated ? ` ON CLUSTER ${identifier(cluster)}` : ''
  const name = (table: string) => `${identifier(database)}.${identifier(table)}`
  const statements = [`CREATE DATABASE IF NOT EXISTS ${identifier(database)}${everywhere}`]
  for (const table of tables) {
    const local = cluster === null ? table.name : `${table.name}_local`
    const engine =
      everywhere === ''
        ? `ReplacingMergeTree(${table.version})`
        : `ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/${database}/${local}', '{replica}', ${table.version})`
    statements.push(
      [
        `CREATE TABLE IF NOT EXISTS ${name(local)}${everywhere} (${table.columns}) ENGINE = ${engine}`,
        ...(table.partition === null ? [] : [`PARTITION BY ${table.partition}`]),
        `ORDER BY ${table.order}`,
        ...(table.ttl === null || major < 20 ? [] : [`TTL ${table.ttl}`]),
      ].join('\n'),
    )
    if (cluster !== null)
      statements.push(
        `CREATE TABLE IF NOT EXISTS ${name(table.name)}${everywhere} AS ${name(local)}\n` +
          `ENGINE = Distributed(${identifier(cluster)}, ${identifier(database)}, ${identifier(local)}, cityHash64(host))`,
      )
  }
  return statements
}

function identifier(text: string): string {
  return `\`${text}\``
}
