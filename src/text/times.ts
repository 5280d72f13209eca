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
  if (seconds === null) return noData
  const date = new Date(seconds * 1000)
  return style.utc === true
    ? date.toISOString().slice(11, 19)
    : [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
}

/** `2026-11-22 14:02:10`. */
export function dateTime(seconds: number | null, style: TimeStyle = {}): string {
  if (seconds === null) return noData
  const date = new Date(seconds * 1000)
  const day =
    style.utc === true
      ? date.toISOString().slice(0, 10)
      : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${clockTime(seconds, style)}`
}

/** `UTC`, `CET`, `GMT+2`: the zone in which the others are written at that time. */
export function zoneName(seconds: number, style: TimeStyle = {}): string {
  if (style.utc === true) return 'UTC'
  const parts = new Intl.DateTimeFormat('en', { timeZoneName: 'short' }).formatToParts(seconds * 1000)
  return parts.find(part => part.type === 'timeZoneName')?.value ?? 'UTC'
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
