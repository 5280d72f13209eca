import { randomBytes } from 'node:crypto'
import { renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { fileError } from '../file-errors.ts'

/**
 * Writes one URL a line; the file appears whole or not at all, so whoever waits for it may read it at once.
 * Throws `AppError`.
 */
export function writePortFile(path: string, urls: readonly string[]): void {
  const temporary = `${path}.${randomBytes(5).toString('hex')}`
  try {
    writeFileSync(temporary, urls.map(url => `${url}\n`).join(''), { flag: 'wx' })
    renameSync(temporary, path)
  } catch (cause) {
    try {
      unlinkSync(temporary)
    } catch {
      // It was never there.
    }
    throw fileError(path, cause)
  }
}
