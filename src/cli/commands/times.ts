import { usageError } from '../../model/index.ts'
import { longestDuration, parseDuration } from '../../text/index.ts'

/**
 * ISO 8601 (your zone where it names none), seconds or milliseconds since the epoch as logs have them, or a duration:
 * so long ago.
 */
export function parseTime(option: string, text: string, now: number): number {
  const seconds = agoTime(text, now) ?? epochTime(text) ?? isoTime(text)
  if (seconds !== null) return seconds
  throw usageError(`${option} takes a time`, {
    place: text,
    hint: 'such as 2026-11-22T14:02, 2026-11-22T14:02:00Z, 2026-11-22, or 30m (ago)',
  })
}

function agoTime(text: string, now: number): number | null {
  const ago = parseDuration(text)
  return ago === null || ago > longestDuration ? null : now - ago
}

function epochTime(text: string): number | null {
  if (/^\d{9,11}(\.\d+)?$/.test(text)) return Number(text)
  return /^\d{12,13}$/.test(text) ? Number(text) / 1000 : null
}

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/

/** Without `Date.parse`: it takes `5` for the first of May 2001, the 30th of February, and a bare date for one in UTC. */
function isoTime(text: string): number | null {
  const match = iso.exec(text.trim())
  if (match === null) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(digits => Number(digits ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (hour > 24 || minute > 59 || second > 60 || (hour === 24 && minute + second > 0)) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  const fraction = Number(`0.${match[7] ?? 0}`)
  const zone = match[8]
  if (zone === undefined) {
    const local = new Date(0)
    local.setFullYear(year, month - 1, day)
    local.setHours(hour, minute, second, 0)
    return local.getTime() / 1000 + fraction
  }
  const offset = offsetSeconds(zone)
  if (offset === null) return null
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset + fraction
}

function offsetSeconds(zone: string): number | null {
  if (zone === 'Z' || zone === 'z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(':', '') || 0)
  if (hours > 23 || minutes > 59) return null
  return (zone[0] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60)
}
