import { usageError } from '../../model/index.ts'

/** Turns a wall-clock time without zone, written as seconds as if it were UTC, into seconds since the epoch. */
export type Zone = (wallSeconds: number) => number

/** Offsets change at quarter hours at most, so one answer serves the whole quarter. */
const quarter = 900

/** @param name IANA name, `+02:00`, or `null` for the process's own zone. Throws a usage error for unknown names. */
export function makeZone(name: string | null): Zone {
  if (name === 'UTC' || name === 'Z') return wall => wall
  if (name === null) return cached(localOffset)
  const fixed = /^([+-])(\d{2}):?(\d{2})$/.exec(name)
  if (fixed !== null) {
    const offset = (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 3600 + Number(fixed[3]) * 60)
    return wall => wall - offset
  }
  return cached(namedOffset(name))
}

function cached(offsetAt: (wallSeconds: number) => number): Zone {
  let bucket = Number.NaN
  let offset = 0
  return wall => {
    if (Number.isNaN(wall)) return wall
    const current = Math.floor(wall / quarter)
    if (current !== bucket) {
      bucket = current
      offset = offsetAt(current * quarter)
    }
    return wall - offset
  }
}

function localOffset(wall: number): number {
  const utc = new Date(wall * 1000)
  const local = new Date(
    utc.getUTCFullYear(),
    utc.getUTCMonth(),
    utc.getUTCDate(),
    utc.getUTCHours(),
    utc.getUTCMinutes(),
  )
  return wall - local.getTime() / 1000
}

function namedOffset(name: string): (wall: number) => number {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    throw usageError('unknown time zone', {
      place: name,
      hint: 'use an IANA name such as Europe/Berlin, or UTC',
    })
  }
  const offsetAt = (epoch: number): number => {
    const part: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(epoch * 1000)) part[type] = Number(value)
    const wall = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second) / 1000
    return wall - epoch
  }
  return wall => offsetAt(wall - offsetAt(wall - offsetAt(wall)))
}
