import { noData } from './numbers.ts'

/** `2026-11-22T08:26:22.213Z`, from seconds since the epoch; `null` outside what a date can hold. */
export function isoTime(seconds: number | null): string | null {
  if (seconds === null || !(Math.abs(seconds) <= 8.64e12)) return null
  return new Date(Math.round(seconds * 1000)).toISOString()
}

export interface TimeStyle {
  /** Default: the reader's zone. */
  readonly utc?: boolean
}

/** `14:02:10` in the reader's zone or UTC. */
export function clockTime(seconds: number | null, style: TimeStyle = {}): string {
  if (seconds === null || !holds(seconds)) return noData
  const date = new Date(seconds * 1000)
  const parts =
    style.utc === true
      ? [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
      : [date.getHours(), date.getMinutes(), date.getSeconds()]
  return parts.map(two).join(':')
}

/** `2026-11-22 14:02:10`. */
export function dateTime(seconds: number | null, style: TimeStyle = {}): string {
  if (seconds === null || !holds(seconds)) return noData
  const date = new Date(seconds * 1000)
  const parts =
    style.utc === true
      ? [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
      : [date.getFullYear(), date.getMonth() + 1, date.getDate()]
  return `${parts.map(two).join('-')} ${clockTime(seconds, style)}`
}

/** Within a day of what a date can hold, whatever the zone. */
function holds(seconds: number): boolean {
  return Math.abs(seconds) <= 8.64e12 - 86_400
}

/** `UTC`, `CET`, `GMT+2`: the zone in which the others are written at that time. */
export function zoneName(seconds: number, style: TimeStyle = {}): string {
  if (style.utc === true || !holds(seconds)) return 'UTC'
  const offset = new Date(seconds * 1000).getTimezoneOffset()
  // A formatter takes a millisecond to make, and the header of every picture asks.
  if (lastZone?.offset !== offset) {
    const parts = new Intl.DateTimeFormat('en', { timeZoneName: 'short' }).formatToParts(seconds * 1000)
    lastZone = { offset, name: parts.find(part => part.type === 'timeZoneName')?.value ?? 'UTC' }
  }
  return lastZone.name
}

let lastZone: { readonly offset: number; readonly name: string } | null = null

function two(value: number): string {
  return String(value).padStart(2, '0')
}
