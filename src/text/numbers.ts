/** What stands where there is no data. Never "0". */
export const noData = '–'

/** False for `null`, NaN and the infinities: none of them is data. */
export function isKnown(value: number | null): value is number {
  return value !== null && Number.isFinite(value)
}

/** Every digit, grouped: `1,234,567`. */
export function formatInteger(value: number | null): string {
  if (!isKnown(value)) return noData
  // Intl.NumberFormat does the same, after up to 40 ms of loading its data.
  const grouped = Math.abs(value)
    .toFixed(0)
    .replace(/\B(?=(?:\d{3})+$)/g, ',')
  return value < 0 && grouped !== '0' ? `-${grouped}` : grouped
}

/** At most five characters: `987`, `12.3k`, `4.56M`. A little above zero is never shown as zero: `<0.01`. */
export function formatCount(value: number | null): string {
  if (!isKnown(value)) return noData
  const absolute = Math.abs(value)
  if (absolute > 0 && absolute < 0.005) return value < 0 ? '>-0.01' : '<0.01'
  if (absolute < 999.5) return significant(value, Number.isInteger(value) ? 0 : undefined)
  for (const [size, unit] of [
    [1e3, 'k'],
    [1e6, 'M'],
    [1e9, 'G'],
    [1e12, 'T'],
  ] as const) {
    if (absolute < size * 999.5) return `${significant(value / size)}${unit}`
  }
  return value.toExponential(1)
}

/** Requests per second: `0.42`, `12.3`, `1.2k`. */
export function formatRate(value: number | null): string {
  return formatCount(value)
}

/** A share of 0–1 in percent. Almost nothing is not nothing, almost all not all: `<0.01 %`, `>99.99 %`. */
export function formatPercent(share: number | null): string {
  return !isKnown(share) ? noData : `${formatPercentValue(share * 100)} %`
}

/** A value that is in percent already, without the sign. */
export function formatPercentValue(percent: number | null): string {
  if (!isKnown(percent)) return noData
  const absolute = Math.abs(percent)
  if (absolute === 0) return '0'
  if (absolute < 0.005) return percent < 0 ? '>-0.01' : '<0.01'
  if (absolute >= 99.995 && absolute < 100) return percent < 0 ? '<-99.99' : '>99.99'
  if (absolute > 99.5 && absolute < 100) return percent.toFixed(2)
  return absolute < 9.995 ? percent.toFixed(2) : absolute < 99.95 ? percent.toFixed(1) : percent.toFixed(0)
}

/** `1.5 KiB`, `893 MiB`. */
export function formatBytes(bytes: number | null): string {
  if (!isKnown(bytes)) return noData
  if (bytes < 1024) return `${bytes} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes / 1024
  let unit = 0
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${significant(value)} ${units[unit]}`
}

/** Three significant digits without exponent and without trailing noise. */
export function significant(value: number, decimals?: number): string {
  if (decimals !== undefined) return value.toFixed(decimals)
  const absolute = Math.abs(value)
  if (absolute >= 99.95) return value.toFixed(0)
  return absolute >= 9.995 ? value.toFixed(1) : value.toFixed(2)
}

/** `1 request`, `2,345 requests`. */
export function counted(count: number, noun: string): string {
  return `${formatInteger(count)} ${noun}${count === 1 ? '' : 's'}`
}
