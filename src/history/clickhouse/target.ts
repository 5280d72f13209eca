import { AppError, usageError } from '../../model/index.ts'

/** Where a ClickHouse store is, without its password. */
export interface Target {
  readonly secure: boolean
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
  /** Name of a cluster whose shards hold the tables; `null`: one server. */
  readonly cluster: string | null
  /** Whether the shards are replicated. */
  readonly replicated: boolean
}

const example = 'write clickhouse://user@host:8123/database, with ?secure=1 for TLS'

export function isClickHouse(store: string): boolean {
  return /^clickhouse:\/\//i.test(store)
}

/** Throws a usage error for a URL that is none, and for one with a password: others see the list of processes. */
export function parseTarget(store: string): Target {
  let url: URL
  try {
    url = new URL(store)
  } catch {
    throw usageError('--store: not an address of ClickHouse', {
      place: withoutPassword(store),
      hint: example,
    })
  }
  if (url.password !== '')
    throw usageError('the password of ClickHouse does not belong on the command line', {
      place: withoutPassword(store),
      hint: 'give it in API_METRICS_CLICKHOUSE_PASSWORD, or its file in API_METRICS_CLICKHOUSE_PASSWORD_FILE',
    })
  for (const name of url.searchParams.keys())
    if (!['secure', 'cluster', 'replicated'].includes(name))
      throw usageError(`--store: there is no "${name}" of ClickHouse`, {
        place: store,
        hint: 'secure=1, cluster=NAME and replicated=0 are known',
      })
  const secure = flag(url, 'secure', false)
  const database = decodeURIComponent(url.pathname.slice(1)) || 'default'
  const cluster = url.searchParams.get('cluster')
  for (const name of [database, cluster ?? 'x'])
    if (!/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(name))
      throw usageError('--store: names of databases and clusters are letters, digits, _ and -', {
        place: name,
        hint: example,
      })
  if (url.hostname === '')
    throw usageError('--store: the host of ClickHouse is missing', { place: store, hint: example })
  return {
    secure,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 8443 : 8123) : Number(url.port),
    user: decodeURIComponent(url.username) || 'default',
    database,
    cluster,
    replicated: flag(url, 'replicated', true),
  }
}

function flag(url: URL, name: string, otherwise: boolean): boolean {
  const value = url.searchParams.get(name)
  return value === null ? otherwise : value !== '0' && value !== 'false'
}

function withoutPassword(store: string): string {
  return store.replace(/^([^:]+:\/\/[^:@/]*):[^@]*@/, '$1:…@')
}

/** As it is shown: without what the reader did not give. */
export function formatTarget({ host, port, database, user }: Target): string {
  const name = host.includes(':') ? `[${host}]` : host
  return `clickhouse://${user === 'default' ? '' : `${user}@`}${name}:${port}/${database}`
}

export interface Passwords {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly readFile: (path: string) => string
}

/** From the environment, or from the file it names; `null` without one. */
export function passwordOf({ env, readFile }: Passwords): string | null {
  const { API_METRICS_CLICKHOUSE_PASSWORD: word, API_METRICS_CLICKHOUSE_PASSWORD_FILE: file } = env
  if (word !== undefined && word !== '') return word
  if (file === undefined || file === '') return null
  try {
    return readFile(file).replace(/\r?\n$/, '')
  } catch (cause) {
    throw new AppError('the file with the password of ClickHouse cannot be read', { place: file, cause })
  }
}
