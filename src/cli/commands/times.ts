import { usageError } from '../../model/index.ts'
import { parseDuration } from '../../text/index.ts'

/** ISO 8601 (yours where it names no zone), seconds since the epoch, or a duration: so long ago. */
export function parseTime(option: string, text: string, now: number): number {
  const ago = parseDuration(text)
  if (ago !== null) return now - ago
  const seconds = /^\d{9,11}(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000
  if (Number.isFinite(seconds)) return seconds
  throw usageError(`${option} takes a time`, {
    place: text,
    hint: 'such as 2026-11-22T14:02, 2026-11-22T14:02:00Z, or 30m (ago)',
  })
}
