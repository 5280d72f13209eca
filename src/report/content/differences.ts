import { formatPercentValue, noData } from '../../text/index.ts'

type Format = (value: number | null) => string

/** `+12 % from 180 ms before`, `as before`; empty without both sides. */
export function describeDifference(
  before: number | null | undefined,
  after: number | null | undefined,
  format: Format,
): string {
  if (before === null || before === undefined || after === null || after === undefined) return ''
  const was = format(before)
  if (was === format(after)) return 'as before'
  return before === 0 ? `up from ${was} before` : `${relativeChange(before, after)} from ${was} before`
}

/** Of shares, which are in percent themselves: `up from 1.00 % before`. */
export function describeShift(
  before: number | null | undefined,
  after: number | null | undefined,
  format: Format,
): string {
  if (before === null || before === undefined || after === null || after === undefined) return ''
  const was = format(before)
  if (was === format(after)) return 'as before'
  return `${after > before ? 'up' : 'down'} from ${was} before`
}

/** `+12 %`, `−3 %`, `×8.2` for a doubling and more; `–` when there is nothing to compare with. */
export function relativeChange(before: number | null, after: number | null): string {
  if (before === null || after === null || before === 0) return noData
  const ratio = after / before
  if (ratio >= 2) return `×${ratio >= 99.5 ? ratio.toFixed(0) : ratio.toFixed(1)}`
  const percent = (ratio - 1) * 100
  const absolute = Math.abs(percent)
  if (absolute < 0.05) return '0 %'
  return `${sign(percent)}${absolute < 9.95 ? absolute.toFixed(1) : absolute.toFixed(0)} %`
}

/** Between shares of 0–1, in percentage points: `+3.00 pp`. */
export function pointChange(before: number | null, after: number | null): string {
  if (before === null || after === null) return noData
  const points = (after - before) * 100
  return points === 0 ? '0 pp' : `${sign(points)}${formatPercentValue(Math.abs(points))} pp`
}

function sign(value: number): string {
  return value < 0 ? '−' : '+'
}
