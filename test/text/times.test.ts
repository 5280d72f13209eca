import { afterEach, describe, expect, it } from 'vitest'
import { clockTime, dateTime, isoTime, noData, zoneName } from '../../src/text/index.ts'

const utc = { utc: true } as const
const zone = process.env.TZ

afterEach(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

describe('times', () => {
  it('writes UTC', () => {
    expect(isoTime(1_795_336_800.213)).toBe('2026-11-22T08:40:00.213Z')
    expect(clockTime(1_795_336_800.9, utc)).toBe('08:40:00')
    expect(dateTime(1_795_336_800, utc)).toBe('2026-11-22 08:40:00')
    expect(zoneName(1_795_336_800, utc)).toBe('UTC')
  })

  it('writes the zone of the reader and names it', () => {
    process.env.TZ = 'Asia/Tokyo'
    expect(dateTime(1_795_336_800)).toBe('2026-11-22 17:40:00')
    expect(zoneName(1_795_336_800)).toBe('GMT+9')
    process.env.TZ = 'America/New_York'
    expect(dateTime(1_795_336_800)).toBe('2026-11-22 03:40:00')
    expect(zoneName(1_795_336_800)).toBe('EST')
    expect(zoneName(1_783_000_000)).toBe('EDT')
    expect(dateTime(1_795_336_800, utc)).toBe('2026-11-22 08:40:00')
  })

  it('writes times before the epoch and far away', () => {
    expect(dateTime(-1, utc)).toBe('1969-12-31 23:59:59')
    expect(dateTime(253_402_300_800, utc)).toBe('10000-01-01 00:00:00')
  })

  it('never throws on what no date can hold', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e300, -1e300, 8.64e12]) {
      expect(clockTime(value)).toBe(noData)
      expect(dateTime(value, utc)).toBe(noData)
      expect(zoneName(value)).toBe('UTC')
    }
    for (const value of [Number.NaN, 1e300, null]) expect(isoTime(value)).toBeNull()
    expect(clockTime(null)).toBe(noData)
    expect(dateTime(null)).toBe(noData)
  })
})
