import { open, rename, rm } from 'node:fs/promises'
import { AppError, reasonOf } from '../model/index.ts'

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

/** Writes a file whole or not at all: into a temporary one beside it, then renamed. */
export async function writeFileWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}-${performance.now().toString(36).slice(-6)}.tmp`
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(text)
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw cannotWrite(path, error as NodeJS.ErrnoException)
  }
}

function cannotWrite(place: string, error: NodeJS.ErrnoException): AppError {
  return new AppError(`cannot write the output: ${reasonOf(error)}`, { place, cause: error })
}
