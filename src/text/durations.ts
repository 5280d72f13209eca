import { isKnown, noData, significant } from './numbers.ts'

/** A response time, from seconds: `850 µs`, `12.3 ms`, `1.25 s`, `2 min 5 s`. */
export function formatDuration(seconds: number | null): string {
  if (!isKnown(seconds)) return noData
  if (seconds === 0) return '0 ms'
  const absolute = Math.abs(seconds)
  if (absolute < 0.005e-9) return '<0.01 ns'
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

/** A stretch of time in at most two units, rounded to the smaller: `5 min`, `1 h 30 min`, `7 d`. */
export function formatSpan(seconds: number | null): string {
  if (!isKnown(seconds)) return noData
  if (seconds === 0) return '0 s'
  if (seconds < 0) return `-${formatSpan(-seconds)}`
  if (seconds < 0.9995) return formatDuration(seconds)
  if (seconds < 9.995 && !Number.isInteger(seconds)) return `${significant(seconds)} s`
  const grain = seconds >= 86_400 ? 3600 : seconds >= 3600 ? 60 : 1
  let rest = Math.round(seconds / grain) * grain
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

const windows = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
  [1, 's'],
] as const

/**
 * As one would type it: `5m`, `24h`, `90s`, `1h40m`. `parseDuration` gives back the same seconds, rounded to
 * whole ones from 10 s on. A day is `24h`, and what takes at most two digits of one unit stays in it.
 */
export function formatWindow(seconds: number): string {
  if (seconds < 10 && !Number.isInteger(seconds)) return `${Number(seconds.toPrecision(3))}s`
  let rest = Math.round(seconds)
  for (const [size, unit] of windows) {
    const count = rest / size
    if (Number.isInteger(count) && count < 100 && count > (unit === 'd' ? 1 : 0)) return `${count}${unit}`
  }
  let text = ''
  for (const [size, unit] of windows) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) text += `${count}${unit}`
  }
  return text === '' ? '0s' : text
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

/** Seconds: 100 years. What is longer is a slip, and would reach times that no date can be written of. */
export const longestDuration: number = 36_500 * 86_400

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
  return trimmed !== '' && end === trimmed.length && Number.isFinite(total) ? total : null
}
