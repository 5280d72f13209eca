import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { AppError, reasonOf } from '../../model/index.ts'
import { DamageError, storeFault } from './faults.ts'
import { type Database, loadSqlite } from './load.ts'
import { applicationId, formatVersion, schema } from './schema.ts'

/** Opens a store to write, made if there is none: the file 0600, like the journals that SQLite makes beside it. */
export function openToWrite(path: string): Database {
  const open = loadSqlite()
  makeFile(path)
  const isNew = lookAt(path) === 'empty'
  return guarded(path, () => {
    const database = open(path, false)
    try {
      database.exec('PRAGMA busy_timeout = 5000')
      if (isNew) create(database)
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
      database.exec('PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 8388608')
      return database
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/** Which file stands under this path; `null` where none does, `undefined` where nobody may look. */
export function fileAt(path: string): string | null | undefined {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
    return stats === undefined ? null : `${stats.dev}:${stats.ino}`
  } catch {
    return undefined
  }
}

/** Opens a store to read; `null` where there is none yet. */
export function openToRead(path: string): Database | null {
  if (!existsSync(path)) return null
  if (lookAt(path) === 'empty') return null
  const open = loadSqlite()
  return guarded(path, () => {
    const database = open(path, true)
    database.exec('PRAGMA busy_timeout = 5000')
    return database
  })
}

/** Two processes may find an empty file: the first one that locks it makes the tables. */
function create(database: Database): void {
  database.exec('PRAGMA auto_vacuum = INCREMENTAL; BEGIN IMMEDIATE')
  const { user_version: version } = database.prepare('PRAGMA user_version').get()!
  if (version === 0) database.exec(schema)
  database.exec('COMMIT')
}

/** The head of the file, without opening it as a database: one of a newer version is left untouched. */
function lookAt(path: string): 'empty' | 'ours' {
  const head = Buffer.alloc(100)
  let fd: number
  try {
    // A named pipe would hold the process until somebody opens its other end.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (cause) {
    throw fileFault(path, cause)
  }
  try {
    if (!fstatSync(fd).isFile())
      throw new AppError('history cannot be kept here: not a file', { place: path })
    const length = readSync(fd, head, 0, head.length, 0)
    if (length === 0) return 'empty'
    if (length < head.length || head.toString('latin1', 0, 16) !== 'SQLite format 3\0')
      throw new DamageError(path, 'this is not a history file')
  } finally {
    closeSync(fd)
  }
  const version = head.readUInt32BE(60)
  if (head.readUInt32BE(68) !== applicationId)
    throw new AppError('this database is not a history of api-metrics', {
      place: path,
      hint: 'give --store another path',
    })
  if (version > formatVersion)
    throw new AppError(`history was written by a newer api-metrics (format ${version})`, {
      place: path,
      hint: 'use that version, or give --store another path; the file was left as it is',
    })
  if (version !== formatVersion) throw new DamageError(path, `there is no format ${version}`)
  return 'ours'
}

function makeFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const fd = openSync(
      path,
      constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK,
      0o600,
    )
    const { mode } = fstatSync(fd)
    closeSync(fd)
    // Whoever copied it here with other rights: what it holds concerns nobody else.
    if ((mode & 0o077) !== 0) chmodSync(path, 0o600)
  } catch (cause) {
    throw fileFault(path, cause)
  }
}

function fileFault(path: string, cause: unknown): unknown {
  return new AppError(`history cannot be opened: ${reasonOf(cause)}`, {
    place: path,
    hint: 'give --store another path, or --no-store',
    cause,
  })
}

/** Runs what may fail in SQLite, and says it in words. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storeFault(path, error)
  }
}
