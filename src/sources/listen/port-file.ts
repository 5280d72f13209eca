import { randomBytes } from 'node:crypto'
import { renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { fileError } from '../file-errors.ts'
import { replaceable } from '../replaceable.ts'

/**
 * Writes one URL a line; the file appears whole or not at all, so whoever waits for it may read it at once.
 * Throws `AppError`.
 */
export function writePortFile(path: string, urls: readonly string[]): void {
  const text = urls.map(url => `${url}\n`).join('')
  const temporary = `${path}.${randomBytes(5).toString('hex')}`
  try {
    const target = replaceable(path)
    if (target === null) {
      writeFileSync(path, text)
      return
    }
    writeFileSync(temporary, text, { flag: 'wx' })
    renameSync(temporary, target.path)
  } catch (cause) {
    try {
      unlinkSync(temporary)
    } catch {
      // It was never there.
    }
    throw fileError(path, cause)
  }
}
