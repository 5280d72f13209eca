import { describe, expect, it } from 'vitest'
import { parseTime } from '../../src/cli/commands/times.ts'
import { duration, refreshTime } from '../../src/cli/options.ts'

const now = 1_763_800_000
const timeOf = (text: string) => parseTime('--since', text, now)

describe('a time on the command line', () => {
  it('is ISO 8601, of the epoch, or so long ago', () => {
    for (const [text, seconds] of [
      ['2026-11-22T14:02:03Z', Date.UTC(2026, 10, 22, 14, 2, 3) / 1000],
      ['2026-11-22 14:02:03.25Z', Date.UTC(2026, 10, 22, 14, 2, 3) / 1000 + 0.25],
      ['2026-11-22T14:02+05:30', Date.UTC(2026, 10, 22, 8, 32) / 1000],
      ['2026-11-22T14:02-0800', Date.UTC(2026, 10, 22, 22, 2) / 1000],
      ['2026-11-22T24:00Z', Date.UTC(2026, 10, 23) / 1000],
      ['2024-02-29T00:00Z', Date.UTC(2024, 1, 29) / 1000],
      ['1970-01-01T00:00:00Z', 0],
      ['2026-11-22T14:02', new Date(2026, 10, 22, 14, 2).getTime() / 1000],
      ['2026-11-22', new Date(2026, 10, 22).getTime() / 1000],
      ['1763800000', 1_763_800_000],
      ['1763800000.5', 1_763_800_000.5],
      ['1763800000123', 1_763_800_000.123],
      ['1h30m', now - 5400],
    ] as const)
      expect(`${text} ${timeOf(text)}`).toBe(`${text} ${seconds}`)
  })

  it('means the same day in any zone, with and without an hour', () => {
    const zone = process.env.TZ
    try {
      for (const name of ['America/New_York', 'Pacific/Kiritimati', 'Asia/Kathmandu', 'UTC']) {
        process.env.TZ = name
        expect(timeOf('2026-11-22')).toBe(timeOf('2026-11-22T00:00:00'))
        expect(new Date(timeOf('2026-11-22') * 1000).getHours()).toBe(0)
      }
    } finally {
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    }
  })

  it('is nothing that only looks like one', () => {
    for (const text of [
      '',
      '5',
      '0',
      '-1',
      'foo 1',
      'May 5',
      '11/22/2026',
      '2026-02-30',
      '2026-13-01',
      '2026-00-10',
    ])
      expect(() => timeOf(text), text).toThrow('--since takes a time')
    for (const text of [
      '2026-11-22T25:00',
      '2026-11-22T24:01',
      '2026-11-22T10:60',
      '2026-11-22T10:00+24:00',
      'now',
    ])
      expect(() => timeOf(text), text).toThrow('--since takes a time')
    for (const text of ['40000d', `${'9'.repeat(400)}s`, '+999999-01-01'])
      expect(() => timeOf(text), text).toThrow('--since takes a time')
  })
})

describe('a duration on the command line', () => {
  it('ends at 100 years', () => {
    expect(duration('36500d')).toBe(36_500 * 86_400)
    expect(() => duration('36501d')).toThrow('100 years')
    expect(() => duration(`${'9'.repeat(400)}h`)).toThrow('duration with its unit')
  })

  it('between two pictures is one that a timer can wait for', () => {
    expect([refreshTime('10ms'), refreshTime('24h')]).toEqual([0.01, 86_400])
    for (const text of ['1ns', '9ms', '25h', '30d']) expect(() => refreshTime(text)).toThrow('10ms to 24h')
  })
})
