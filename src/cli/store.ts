import { hostname } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
// Not through the room's index: with it would come what talks to a fleet, and node:http.
import { startedOf } from '../history/alive.ts'
import { isClickHouse, parseTarget, type Target } from '../history/clickhouse/target.ts'
import { loadSqlite } from '../history/sqlite/load.ts'
import { SqliteReader } from '../history/sqlite/reader.ts'
import { ThreadedWriter } from '../history/thread/threaded-writer.ts'
import { AppError, defaultRetention, type RollupWriter, usageError } from '../model/index.ts'
import { keepYoungSmall } from './engine.ts'
import type { Runtime } from './runtime.ts'

export interface StoreOptions {
  /** As typed; `false` with `--no-store`. */
  readonly store?: string | false
  readonly host?: string
}

export function hostOf({ host }: StoreOptions): string {
  return host ?? hostname()
}

/** The store of the whole fleet, where `--store` names one. */
export function fleetTarget({ store }: StoreOptions): Target | null {
  return typeof store === 'string' && isClickHouse(store) ? parseTarget(store) : null
}

/** Where this machine's own history lies; `null` with `--no-store`. What goes to a fleet is kept here first. */
export function storePath({ env }: Runtime, { store }: StoreOptions): string | null {
  if (store === false) return null
  if (store === undefined || isClickHouse(store)) return defaultPath(env)
  const [, scheme] = /^([a-z]+):/i.exec(store) ?? []
  if (scheme !== undefined && scheme !== 'sqlite')
    throw usageError('--store takes sqlite:PATH, a path, or clickhouse://…', { place: store })
  const path = scheme === undefined ? store : store.slice('sqlite:'.length)
  if (path === '') throw usageError('--store takes sqlite:PATH, a path, or clickhouse://…', { place: store })
  return resolve(path)
}

/** https://specifications.freedesktop.org/basedir-spec/latest/: a relative path is to be ignored. */
function defaultPath(env: NodeJS.ProcessEnv): string | null {
  const { XDG_STATE_HOME: state, HOME: home } = env
  if (state !== undefined && isAbsolute(state)) return join(state, 'api-metrics', 'history.db')
  return home === undefined || home === '' ? null : join(home, '.local', 'state', 'api-metrics', 'history.db')
}

/** A thread that records; `null` without a store. Throws where SQLite is missing. */
export function openWriter(runtime: Runtime, options: StoreOptions): RollupWriter | null {
  const path = storePath(runtime, options)
  if (path === null) return null
  loadSqlite()
  const { pid } = process
  const self = { pid, host: hostOf(options), started: startedOf(pid) }
  return new ThreadedWriter({ path, self, retention: defaultRetention }, runtime.clock, keepYoungSmall)
}

/** For commands that cannot do without. */
export function neededPath(runtime: Runtime, options: StoreOptions): string {
  const path = storePath(runtime, options)
  if (path !== null) return path
  if (options.store === false) throw usageError('there is no history with --no-store')
  throw usageError('where history lies is not known', {
    hint: 'set XDG_STATE_HOME or HOME, or give --store PATH',
  })
}

/** For commands that cannot do without: a store that is there. */
export function openReader(runtime: Runtime, options: StoreOptions): SqliteReader {
  const path = neededPath(runtime, options)
  const reader = SqliteReader.open(path, { clock: runtime.clock, host: hostOf(options) })
  if (reader !== null) return reader
  throw new AppError('there is no history yet', {
    place: path,
    hint: 'api-metrics collect FILE records, and so does watch; or name a FILE to read',
  })
}
