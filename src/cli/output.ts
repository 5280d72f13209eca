import { accessSync, constants } from 'node:fs'
import { open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError, reasonOf, usageError } from '../model/index.ts'
import { fileIdentity, statsAt } from '../sources/identity.ts'
import { replaceable } from '../sources/replaceable.ts'

/**
 * Writes all of `text` and waits until the stream has taken it: `process.exit()` after a write would lose
 * what a pipe has not taken yet.
 * @throws AppError when the reader is gone (`BrokenPipe`) or there is no room.
 */
export function writeAll(stream: NodeJS.WriteStream, text: string, name = 'stdout'): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EPIPE' ? new BrokenPipe() : cannotWrite(name, error))
    }
    stream.once('error', fail)
    stream.write(text, error => {
      stream.off('error', fail)
      if (error) fail(error)
      else resolve()
    })
  })
}

/** The reader of our output has left (`| head`): not a failure, but nothing more to do. */
export class BrokenPipe extends Error {}

/**
 * Writes a file whole or not at all: into a temporary one beside it, then renamed. Links stay links, the file keeps
 * its mode; a device or a named pipe is written to.
 */
export async function writeFileWhole(path: string, text: string): Promise<void> {
  try {
    const target = replaceable(path)
    if (target === null) await writeFile(path, text)
    else await replaceFile(target.path, target.mode, text)
  } catch (error) {
    throw cannotWrite(path, error as NodeJS.ErrnoException)
  }
}

async function replaceFile(path: string, mode: number | null, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}-${performance.now().toString(36).slice(-6)}.tmp`
  try {
    const file = await open(temporary, 'wx', mode ?? undefined)
    try {
      if (mode !== null) await file.chmod(mode)
      await file.writeFile(text)
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw error
  }
}

/**
 * Refuses before anything is read what could only fail at the end (`AppError`), and a log under its own report
 * (usage error): that would be gone.
 */
export function checkOutput(path: string, inputs: readonly string[]): void {
  const stats = statsAt(path)
  try {
    accessSync(stats === null ? dirname(path) : path, constants.W_OK)
  } catch (error) {
    throw cannotWrite(path, error as NodeJS.ErrnoException)
  }
  if (stats === null) return
  if (stats.isDirectory()) throw new AppError('cannot write the output: is a directory', { place: path })
  if (!stats.isFile()) return
  const identity = fileIdentity(stats)
  for (const input of inputs) {
    const its = statsAt(input)
    if (its !== null && fileIdentity(its) === identity)
      throw usageError('the output would replace a log that is read', {
        place: path,
        hint: 'write it elsewhere',
      })
  }
}

function cannotWrite(place: string, error: NodeJS.ErrnoException): AppError {
  return new AppError(`cannot write the output: ${reasonOf(error)}`, { place, cause: error })
}
