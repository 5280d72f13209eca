import { noData, significant } from './numbers.ts'

/** A response time, from seconds: `850 µs`, `12.3 ms`, `1.25 s`, `2 min 5 s`. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null) return noData
  if (seconds === 0) return '0 ms'
  const absolute = Math.abs(seconds)
  if (absolute < 0.9995e-6) return `${significant(seconds * 1e9)} ns`
  if (absolute < 0.9995e-3) return `${significant(seconds * 1e6)} µs`
  if (absolute < 0.9995) return `${significant(seconds * 1e3)} ms`
  if (absolute < 99.95) return `${significant(seconds)} s`
  return formatSpan(seconds)
}

const spans = [
  [86400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const

/** A stretch of time in at most two units: `5 min`, `1 h 30 min`, `7 d`. */
export function formatSpan(seconds: number | null): string {
  if (seconds === null) return noData
  if (seconds < 0) return `-${formatSpan(-seconds)}`
  if (seconds < 1) return seconds === 0 ? '0 s' : `${significant(seconds)} s`
  let rest = Math.round(seconds)
  const parts: string[] = []
  for (const [size, unit] of spans) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${unit}`)
    else if (parts.length > 0) break
    if (parts.length === 2) break
  }
  return parts.join(' ')
}

/** The shortest form, as on the command line: `5m`, `1h`, `90s`. */
export function formatWindow(seconds: number): string {
  for (const [size, unit] of [
    [86400, 'd'],
    [3600, 'h'],
    [60, 'm'],
  ] as const) {
    if (seconds >= size && seconds % size === 0 && !(size === 86400 && seconds === 86400))
      return `${seconds / size}${unit}`
  }
  return `${significant(seconds, Number.isInteger(seconds) ? 0 : undefined)}s`
}

const unitSeconds: Record<string, number> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86400,
  w: 604800,
}

/** `90s`, `5m`, `1h30m`, `500ms`, `7d` → seconds; `null` when it is not a duration. A number needs its unit. */
export function parseDuration(text: string): number | null {
  const pattern = /(\d+(?:\.\d+)?)\s*(ns|us|µs|μs|ms|min|s|m|h|d|w)\s*/gy
  const trimmed = text.trim()
  let total = 0
  let end = 0
  for (let match = pattern.exec(trimmed); match !== null; match = pattern.exec(trimmed)) {
    total += Number(match[1]) * unitSeconds[match[2]!]!
    end = pattern.lastIndex
  }
  return trimmed !== '' && end === trimmed.length ? total : null
}
