import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { AppError } from '../../model/index.ts'

export type Value = string | number | Uint8Array | null
export type Row = Readonly<Record<string, Value>>

export interface Statement {
  run(...values: readonly Value[]): {
    readonly changes: number | bigint
    readonly lastInsertRowid: number | bigint
  }
  get(...values: readonly Value[]): Row | undefined
  all(...values: readonly Value[]): Row[]
}

/** As much of `node:sqlite` as is used. */
export interface Database {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

export type OpenDatabase = (path: string, readOnly: boolean) => Database

interface SqliteModule {
  readonly DatabaseSync: new (path: string, options: { readOnly: boolean }) => Database
}

const require = createRequire(import.meta.url)
let loaded: OpenDatabase | undefined

/**
 * The SQLite of Node where it has one that is sound, else the optional package with the same interface. Of the
 * built-in one, Node says that it is experimental; nobody who looks at a dashboard wants to hear it.
 */
export function loadSqlite(): OpenDatabase {
  loaded ??= soundOf('node:sqlite') ?? soundOf('@photostructure/sqlite')
  if (loaded !== undefined) return loaded
  throw new AppError('history needs SQLite, which this Node does not bring', {
    hint: 'npm install @photostructure/sqlite, or a newer Node; --no-store does without history',
  })
}

/** Of an installed package. By its folder it is loaded 3 ms sooner than by Node's search through what it exports. */
function folderOf(name: string): string | undefined {
  return require.resolve
    .paths(name)
    ?.map(folder => join(folder, name))
    .find(folder => existsSync(folder))
}

function soundOf(name: string): OpenDatabase | undefined {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    const { DatabaseSync } = require(folderOf(name) ?? name) as SqliteModule
    const memory = new DatabaseSync(':memory:', { readOnly: false })
    const version = String(memory.prepare('SELECT sqlite_version() AS version').get()!.version)
    memory.close()
    return isSound(version) ? (path, readOnly) => new DatabaseSync(path, { readOnly }) : undefined
  } catch {
    return undefined
  } finally {
    process.emitWarning = emitWarning
  }
}

/**
 * Without the fault by which two processes that write at the same moment as the log begins anew can damage a
 * store: https://www.sqlite.org/wal.html#walreset
 */
export function isSound(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  if (major !== 3) return major > 3
  if (minor === 44) return patch >= 6
  if (minor === 50) return patch >= 7
  return minor > 51 || (minor === 51 && patch >= 3)
}
