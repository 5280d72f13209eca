import { noData } from '../../text/index.ts'

/** `+12 % from 180 ms`, `unchanged`; empty without both sides. */
export function describeDifference(
  before: number | null | undefined,
  after: number | null | undefined,
  format: (value: number | null) => string,
): string {
  if (before === null || before === undefined || after === null || after === undefined) return ''
  const was = format(before)
  if (was === format(after)) return 'unchanged'
  return before === 0 ? `up from ${was}` : `${relativeChange(before, after)} from ${was}`
}

/** `+12 %`, `−3 %`, `×8.2` for more than a doubling; `–` when there is nothing to compare with. */
export function relativeChange(before: number | null, after: number | null): string {
  if (before === null || after === null || before === 0) return noData
  const ratio = after / before
  if (ratio >= 2) return `×${ratio >= 99.5 ? ratio.toFixed(0) : ratio.toFixed(1)}`
  const percent = (ratio - 1) * 100
  if (Math.abs(percent) < 0.05) return '0 %'
  const digits = Math.abs(percent) < 9.95 ? Math.abs(percent).toFixed(1) : Math.abs(percent).toFixed(0)
  return `${percent < 0 ? '−' : '+'}${digits} %`
}
