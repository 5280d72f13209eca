import { parseDateText } from './date-text.ts'
import type { Zone } from './zone.ts'

/** Seconds since the epoch of a time in front of a record; syslog's `Nov 22 08:19:19` lacks the year. */
export function parsePrefixTime(text: string, zone: Zone, now: number): number {
  const bsd = /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d)$/.exec(text)
  if (bsd === null) return parseDateText(text, zone)
  const year = new Date(now * 1000).getUTCFullYear()
  const inYear = (which: number): number =>
    parseDateText(`${bsd[2]!.trim()}/${bsd[1]}/${which}:${bsd[3]}`, zone)
  const time = inYear(year)
  // December's lines are read in January.
  return time > now + 86_400 ? inYear(year - 1) : time
}
