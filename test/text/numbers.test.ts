import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatCount,
  formatInteger,
  formatPercent,
  formatPercentValue,
  formatRate,
  noData,
  significant,
} from '../../src/text/index.ts'

describe('numbers', () => {
  it.each([formatInteger, formatCount, formatRate, formatPercent, formatPercentValue, formatBytes])(
    '%o writes no data as a dash, never as zero or NaN',
    format => {
      for (const value of [null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
        expect(format(value).replace(' %', '')).toBe(noData)
    },
  )

  it.each([
    [0, '0'],
    [7, '7'],
    [999, '999'],
    [0.004, '<0.01'],
    [0.005, '0.01'],
    [0.42, '0.42'],
    [9.994, '9.99'],
    [9.995, '10.0'],
    [12.34, '12.3'],
    [99.94, '99.9'],
    [99.96, '100'],
    [999.4, '999'],
    [999.6, '1.00k'],
    [1000, '1.00k'],
    [12_345, '12.3k'],
    [999_499, '999k'],
    [999_500, '1.00M'],
    [4_560_000, '4.56M'],
    [7.8e9, '7.80G'],
    [1e12, '1.00T'],
  ])('count %d is %s', (value, text) => {
    expect(formatCount(value)).toBe(text)
    expect(formatRate(value)).toBe(text)
  })

  it('a count takes at most five characters and is within half a percent', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 9.99e14, noNaN: true }), value => {
        const text = formatCount(value)
        expect(text.length).toBeLessThanOrEqual(5)
        const unit = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 }[text.slice(-1)] ?? 1
        expect(Math.abs(Number.parseFloat(text) * unit - value) / value).toBeLessThan(0.0101)
      }),
    )
  })

  it.each([
    [0, '0 %'],
    [0.00004, '<0.01 %'],
    [0.00005, '0.01 %'],
    [0.0583, '5.83 %'],
    [0.09994, '9.99 %'],
    [0.0999501, '10.0 %'],
    [0.125, '12.5 %'],
    [0.995, '99.5 %'],
    [0.9993, '99.93 %'],
    [0.99999, '>99.99 %'],
    [1, '100 %'],
    [-0.00001, '>-0.01 %'],
    [-0.5, '-50.0 %'],
  ])('share %d is %s', (value, text) => {
    expect(formatPercent(value)).toBe(text)
  })

  it('never shows all where it was almost all, nor nothing where it was a little', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true }), share => {
        expect(formatPercent(share)).not.toMatch(/^(0|0\.00|100|100\.00) %$/)
      }),
    )
  })

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.00 KiB'],
    [1536, '1.50 KiB'],
    [1023.4 * 1024, '1023 KiB'],
    [1023.6 * 1024, '1.00 MiB'],
    [936_378_368, '893 MiB'],
    [5 * 1024 ** 4, '5.00 TiB'],
    [3000 * 1024 ** 4, '3000 TiB'],
  ])('%d bytes are %s', (value, text) => {
    expect(formatBytes(value)).toBe(text)
  })

  it('groups every digit of an integer', () => {
    expect(formatInteger(1_234_567)).toBe('1,234,567')
    expect(formatInteger(999)).toBe('999')
  })

  it('three significant digits, without exponent', () => {
    expect([0, 1.005, 9.996, 42, 123.4, 1e7].map(value => significant(value))).toEqual([
      '0.00',
      '1.00',
      '10.0',
      '42.0',
      '123',
      '10000000',
    ])
  })
})
