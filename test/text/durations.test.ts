import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, formatSpan, formatWindow, noData, parseDuration } from '../../src/text/index.ts'

const unitSize = { ns: 1e-9, µs: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86_400 } as const

/** What a reader takes from `2 min 5 s`. */
function read(text: string): number {
  const parts = text.split(' ')
  let seconds = 0
  for (let i = 0; i < parts.length; i += 2)
    seconds += Number(parts[i]) * unitSize[parts[i + 1] as keyof typeof unitSize]
  return seconds
}

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [1e-15, '<0.01 ns'],
    [8.5e-10, '0.85 ns'],
    [9.9949e-7, '999 ns'],
    [9.995e-7, '1.00 µs'],
    [0.00085, '850 µs'],
    [0.00099949, '999 µs'],
    [0.0009995, '1.00 ms'],
    [0.0123, '12.3 ms'],
    [0.99949, '999 ms'],
    [0.9995, '1.00 s'],
    [1.25, '1.25 s'],
    [9.995, '10.0 s'],
    [99.94, '99.9 s'],
    [99.95, '1 min 40 s'],
    [125, '2 min 5 s'],
    [3599.6, '1 h'],
    [-0.25, '-250 ms'],
  ])('%d s is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })

  it('is what was measured, within half of the last digit shown', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 99.9, noNaN: true }), seconds => {
        expect(Math.abs(read(formatDuration(seconds)) - seconds) / seconds).toBeLessThan(0.0051)
      }),
    )
  })

  it('grows with the duration', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-10, max: 1e6, noNaN: true }),
        fc.double({ min: 1, max: 2, noNaN: true }),
        (seconds, factor) => {
          const more = read(formatDuration(seconds * factor))
          expect(read(formatDuration(seconds))).toBeLessThanOrEqual(more * 1.000001)
        },
      ),
    )
  })

  it.each([formatDuration, formatSpan])('no data is a dash', format => {
    for (const value of [null, Number.NaN, Number.POSITIVE_INFINITY]) expect(format(value)).toBe(noData)
  })
})

describe('spans', () => {
  it.each([
    [0, '0 s'],
    [0.05, '50.0 ms'],
    [0.9996, '1.00 s'],
    [2.4, '2.40 s'],
    [5, '5 s'],
    [18.85, '19 s'],
    [59.6, '1 min'],
    [300, '5 min'],
    [3599.7, '1 h'],
    [5400, '1 h 30 min'],
    [5459, '1 h 31 min'],
    [86_399.9, '1 d'],
    [86_400 + 3599, '1 d 1 h'],
    [3 * 86_400 + 86_399, '4 d'],
    [604_800, '7 d'],
    [-90, '-1 min 30 s'],
  ])('%d s is %s', (seconds, text) => {
    expect(formatSpan(seconds)).toBe(text)
  })

  it('is within half of its smaller unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 10, max: 1e8, noNaN: true }), seconds => {
        const half = seconds >= 86_399 ? 1800 : seconds >= 3599 ? 30 : 0.5
        expect(Math.abs(read(formatSpan(seconds)) - seconds)).toBeLessThanOrEqual(half)
      }),
    )
  })
})

describe('windows', () => {
  it.each([
    [0, '0s'],
    [0.5, '0.5s'],
    [1, '1s'],
    [90, '90s'],
    [99, '99s'],
    [100, '1m40s'],
    [300, '5m'],
    [3600, '1h'],
    [3599.7, '1h'],
    [5400, '90m'],
    [86_400, '24h'],
    [90_000, '25h'],
    [172_800, '2d'],
    [604_800, '7d'],
    [86_461, '1d1m1s'],
  ])('%d s is %s', (seconds, text) => {
    expect(formatWindow(seconds)).toBe(text)
  })

  it('can be typed back', () => {
    fc.assert(
      fc.property(fc.nat(100_000_000), seconds => {
        expect(parseDuration(formatWindow(seconds))).toBe(seconds)
      }),
    )
  })
})

describe('parseDuration', () => {
  it.each([
    ['90s', 90],
    ['5m', 300],
    ['5 min', 300],
    ['1h30m', 5400],
    ['1h 30m', 5400],
    ['500ms', 0.5],
    ['250us', 0.00025],
    ['250µs', 0.00025],
    ['7d', 604_800],
    ['2w', 1_209_600],
    ['1.5h', 5400],
    ['0s', 0],
    [' 5m ', 300],
  ])('%s', (text, seconds) => {
    expect(parseDuration(text)).toBeCloseTo(seconds, 12)
  })

  it.each(['', ' ', '5', 'm', '5x', '-5m', '5m!', '1e3s', '.5s', '5..0s', '5m 3', 'NaN', '٣s'])(
    'refuses %j',
    text => {
      expect(parseDuration(text)).toBeNull()
    },
  )

  it('is not slowed down by a long text', () => {
    for (const text of ['1'.repeat(200_000), '1s'.repeat(100_000).concat('!'), `1${' '.repeat(200_000)}x`]) {
      const start = performance.now()
      expect(parseDuration(text)).toBeNull()
      expect(performance.now() - start).toBeLessThan(500)
    }
  })
})
