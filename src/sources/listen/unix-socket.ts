import { randomBytes } from 'node:crypto'
import { type BigIntStats, linkSync, lstatSync, renameSync, unlinkSync } from 'node:fs'
import { createConnection, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { AppError, errnoOf } from '../../model/index.ts'
import { fileError } from '../file-errors.ts'

/** A name beside `path` that nobody else uses, for the moment between binding and publishing. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${randomBytes(5).toString('hex')}`)
}

/**
 * Binds a server to a Unix socket of mode 0600 and returns what removes it again, if it is still ours.
 *
 * The mask is set around the bind, which is synchronous, so that the socket never has another mode. It is bound under
 * a name of its own and then linked to `path`: a link never replaces anything, whoever else comes at the same time;
 * and the runtime, which unlinks on close whatever has the name it bound, cannot remove the socket of a successor.
 * Throws when something else than a dead socket has the name.
 */
export async function bindUnixSocket(server: Server, path: string): Promise<() => void> {
  const dead = await deadSocketAt(path)
  const temporary = temporaryName(path)
  const mask = process.umask(0o177)
  try {
    server.listen(temporary)
  } finally {
    process.umask(mask)
  }
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', cause => reject(fileError(path, cause)))
  })
  try {
    if (dead !== null && isSame(dead, statsOf(path))) unlinkSync(path)
    publish(temporary, path)
  } catch (cause) {
    server.close()
    throw errnoOf(cause) === 'EEXIST' ? takenError(path) : fileError(path, cause)
  }
  const own = statsOf(path)
  return () => {
    if (own !== null && isSame(own, statsOf(path))) unlinkSync(path)
  }
}

function publish(temporary: string, path: string): void {
  try {
    linkSync(temporary, path)
    unlinkSync(temporary)
  } catch (cause) {
    // File systems without hard links; nothing stood there a moment ago.
    if (errnoOf(cause) !== 'EPERM' && errnoOf(cause) !== 'ENOTSUP') throw cause
    renameSync(temporary, path)
  }
}

/** The socket that a dead process left behind, `null` if there is nothing; throws for anything else. */
async function deadSocketAt(path: string): Promise<BigIntStats | null> {
  const stats = statsOf(path)
  if (stats === null) return null
  if (!stats.isSocket())
    throw new AppError(`is ${stats.isSymbolicLink() ? 'a symbolic link' : 'a file'} and is not replaced`, {
      place: path,
      hint: 'remove it, or choose another path for the socket',
    })
  if (await isAlive(path)) throw takenError(path)
  return stats
}

function takenError(path: string): AppError {
  return new AppError('another process listens on this socket', {
    place: path,
    hint: 'choose another path, or end that process',
  })
}

function isAlive(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createConnection(path)
    const answer = (alive: boolean): void => {
      socket.destroy()
      resolve(alive)
    }
    socket.setTimeout(1000, () => answer(true))
    socket.once('connect', () => answer(true))
    socket.once('error', cause => answer(!['ECONNREFUSED', 'ENOENT'].includes(errnoOf(cause))))
  })
}

function statsOf(path: string): BigIntStats | null {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? null
}

function isSame(a: BigIntStats, b: BigIntStats | null): boolean {
  return a.dev === b?.dev && a.ino === b.ino
}
