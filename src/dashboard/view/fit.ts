import { displayWidth, formatCount, formatDuration, formatPercentValue, noData } from '../../text/index.ts'

/**
 * The first form that fits; `###` where none does, as spreadsheets do it: a number is never cut so that it
 * still looks valid.
 */
export function fitting(width: number, ...forms: readonly string[]): string {
  return forms.find(form => displayWidth(form) <= width) ?? '#'.repeat(Math.max(0, width))
}

/** A duration in at most `width` columns: `12.3 ms`, `12.3ms`, `12ms`, `1.5h`. */
export function fitDuration(seconds: number | null, width: number): string {
  if (seconds === null) return noData
  const usual = formatDuration(seconds)
  return fitting(width, usual, usual.replaceAll(' ', ''), shortest(seconds))
}

const units = [
  [86400, 'd'],
  [3600, 'h'],
  [60, 'm'],
  [1, 's'],
  [1e-3, 'ms'],
  [1e-6, 'µs'],
] as const

function shortest(seconds: number): string {
  const absolute = Math.abs(seconds)
  const [size, unit] = units.find(([least]) => absolute >= least * 0.9995) ?? [1e-6, 'µs']
  return `${Math.round(seconds / size)}${unit}`
}

export function fitCount(value: number | null, width: number): string {
  if (value === null) return noData
  const usual = formatCount(value)
  return fitting(width, usual, value >= 1e3 ? shortCount(value) : String(Math.round(value)))
}

function shortCount(value: number): string {
  for (const [size, unit] of [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (value >= size * 0.9995) return `${Math.round(value / size)}${unit}`
  }
  return String(Math.round(value))
}

/** A share of 0–1 as percent without the sign, in at most `width` columns. */
export function fitPercent(share: number | null, width: number): string {
  if (share === null) return noData
  const usual = formatPercentValue(share * 100)
  const short =
    share > 0 && share < 0.01 ? '<1' : share < 1 && share > 0.99 ? '>99' : (share * 100).toFixed(0)
  return fitting(width, usual, short)
}
