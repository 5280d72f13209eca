import { InvalidArgumentError } from 'commander'
import type { FollowFrom } from '../pipeline/follow-start.ts'
import { longestDuration, parseDuration } from '../text/index.ts'

/** `90s`, `5m`, `1h`, `24h`, `7d` → seconds. */
export function duration(text: string): number {
  const seconds = parseDuration(text)
  if (seconds === null || seconds <= 0) {
    throw new InvalidArgumentError('it takes a duration with its unit, such as 90s, 5m, 1h, 24h or 7d')
  }
  if (seconds > longestDuration) throw new InvalidArgumentError('it takes 100 years (36500d) at most')
  return seconds
}

/** As `duration`, of what a figure can be given of: many logs know no more than the second. */
export function windowDuration(text: string): number {
  const seconds = duration(text)
  if (seconds < 1) throw new InvalidArgumentError('it takes 1s at least')
  return seconds
}

/** As `duration`, of what a timer can wait for without taking all of a processor or a day. */
export function refreshTime(text: string): number {
  const seconds = duration(text)
  if (seconds < 0.01 || seconds > 86_400) throw new InvalidArgumentError('it takes 10ms to 24h')
  return seconds
}

/** `start`, `end`, or a duration before the newest request. */
export function followFrom(text: string): FollowFrom {
  return text === 'start' || text === 'end' ? text : duration(text)
}

/** A path; `-` is none, since stdout has the screen or the lines. */
export function outputFile(text: string): string {
  if (text === '-' || text === '') throw new InvalidArgumentError('it takes the path of a file')
  return text
}

/** A path, or `-`. */
export function pathOrStdout(text: string): string {
  if (text === '') throw new InvalidArgumentError('it takes the path of a file, or - for stdout')
  return text
}

/** What would be no choice at all if it were empty: `--group-by "$DIM"` of a script whose variable is not set. */
export function someText(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('it is empty')
  return text
}

/** `/users/:name`; one without its slash would match no path. */
export function routeTemplate(text: string): string {
  if (!text.startsWith('/')) throw new InvalidArgumentError('a route begins with /, such as /users/:name')
  return text
}

export function positiveInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value <= 0)
    throw new InvalidArgumentError('it takes a whole number above 0')
  return value
}

export function positiveNumber(text: string): number {
  const value = Number(text)
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('it takes a number above 0')
  return value
}

export function integer(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('it takes a whole number')
  return value
}

/** For options that may be given several times. */
export function collect<T>(
  parse: (text: string) => T,
): (text: string, before: readonly T[] | undefined) => T[] {
  return (text, before) => [...(before ?? []), parse(text)]
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }

/** `200MB`, `1 GiB`, `512m`, or bytes. */
export function byteCount(text: string): number {
  const [, digits, unit = ''] = /^\s*(\d{1,12})\s*([kmg]?)(?:i?b)?\s*$/i.exec(text) ?? []
  if (digits === undefined) throw new InvalidArgumentError('it takes a size such as 200MB or 1GB')
  return Number(digits) * units[unit.toLowerCase()]!
}
