import { AppError } from '../../model/index.ts'

/** SQLite's result codes that mean something to the reader: https://www.sqlite.org/rescode.html */
const meanings: Readonly<Record<number, readonly [message: string, hint: string | null]>> = {
  5: ['history is being written by another process for too long', null],
  6: ['history is locked', null],
  8: ['history cannot be written', 'it must belong to you, with its folder; or give --store PATH'],
  10: ['history could not be read or written', 'the disk may be full or failing'],
  13: ['no space left for history', 'it goes on by itself when there is space again'],
  14: ['history cannot be opened', 'the file and its folder must belong to you; or give --store PATH'],
}

const damageCodes = new Set([11, 26])
const passing = new Set([5, 6, 10, 13])

/** What stands in the store is not what was written. */
export class DamageError extends AppError {
  constructor(path: string, reason: string, cause?: unknown) {
    super(`history is damaged: ${reason}`, {
      place: path,
      hint: 'api-metrics history check says what is lost, history check --repair keeps the rest',
      ...(cause !== undefined && { cause }),
    })
    this.name = 'DamageError'
  }
}

/** A fault of SQLite in words; whatever else it is goes through as it is. */
export function storeFault(path: string, error: unknown): unknown {
  const code = (error as { errcode?: unknown } | null)?.errcode
  // What a frame codec says about bytes that are none.
  if (error instanceof RangeError) return new DamageError(path, error.message, error)
  if (typeof code !== 'number') return error
  const primary = code & 255
  if (damageCodes.has(primary)) return new DamageError(path, (error as Error).message, error)
  const [message, hint] = meanings[primary] ?? [`history: ${(error as Error).message}`, null]
  return new AppError(message, {
    place: path,
    cause: error,
    passing: passing.has(primary),
    ...(hint !== null && { hint }),
  })
}
