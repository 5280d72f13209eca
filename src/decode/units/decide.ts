import type { DurationUnit } from '../../model/index.ts'
import { type FormatUnit, formatNamed } from '../formats/index.ts'
import { segmentsOf, squash } from '../record/names.ts'
import type { Evidence } from './evidence.ts'
import { guessByMagnitude, isPlausible, perSecond, type Summary, summarise } from './magnitude.ts'

export interface Decision {
  readonly unit: DurationUnit
  readonly why: string
  readonly certain: boolean
}

interface Convention {
  readonly unit: DurationUnit
  /** Holds for whole numbers only. */
  readonly whole?: true
  /** Holds for keys spelt like this only. */
  readonly spelt?: string
  /** Most digits after the point that whoever set the convention writes. */
  readonly digits?: number
  /** Smaller medians are of another unit. */
  readonly least?: number
  readonly why: string
}

/** What a bare name means nearly everywhere it is written, and where that was learnt. */
const conventions: Readonly<Record<string, Convention>> = {
  requesttime: { unit: 's', digits: 3, why: 'request_time is seconds, as nginx writes it' },
  timeelapsed: {
    unit: 'us',
    whole: true,
    least: 50,
    why: 'time_elapsed is microseconds, as Fastly writes it',
  },
  elapsedtime: { unit: 'ms', whole: true, why: 'elapsed_time is milliseconds, as logback-access writes it' },
  elapsed: { unit: 'ms', spelt: 'Elapsed', why: 'Elapsed is milliseconds, as Serilog writes it' },
  requesttimetaken: {
    unit: 'us',
    whole: true,
    why: 'request_timetaken is microseconds, as gunicorn writes it',
  },
  timetaken: { unit: 'ms', whole: true, why: 'time-taken is milliseconds, as IIS writes it' },
  responsetime: { unit: 'ms', spelt: 'responseTime', why: 'responseTime is milliseconds, as Node writes it' },
}

/** Decides the unit of a key's bare numbers, once, from what was seen of them. */
export function decideUnit(evidence: Evidence, forced: DurationUnit | null): Decision {
  if (forced !== null) return { unit: forced, why: 'as told', certain: true }
  const summary = summarise(evidence)
  const format = evidence.format()
  const claimed = format === null ? undefined : claimOf(format, evidence.path)
  if (claimed !== undefined) {
    const decision = byFormat(format!, claimed, summary)
    if (decision !== null) return decision
  }
  return byConvention(evidence.path, summary) ?? byMagnitude(summary)
}

function claimOf(format: string, path: string): FormatUnit | undefined {
  const durations = formatNamed(format)?.durations
  if (durations === undefined) return undefined
  const ends = endsOf(path)
  for (const [name, unit] of Object.entries(durations)) if (ends.includes(squash(name))) return unit
  return undefined
}

/** A path and its ends, squashed: `a.b.c` → abc, bc, c. */
function endsOf(path: string): string[] {
  const segments = segmentsOf(path)
  return segments.map((_, from) => segments.slice(from).join(''))
}

function byFormat(format: string, claimed: FormatUnit, summary: Summary): Decision | null {
  const unit = typeof claimed === 'string' ? claimed : summary.whole ? claimed.whole : claimed.fraction
  const { digits, fewest = 0, loose = false } = typeof claimed === 'string' ? {} : claimed
  if (unit === undefined || (digits !== undefined && summary.digits > digits)) return null
  const why = `${format} writes ${unitNames[unit]} here`
  const split = typeof claimed !== 'string' && claimed.whole !== claimed.fraction
  const rounded = !summary.whole && summary.digits < fewest
  if (loose && seemsSlow(unit, summary)) return { ...byMagnitude(summary, unit), certain: false }
  if (!rounded && isPlausible(unit, summary) && !seemsMilliseconds(unit, summary, split))
    return { unit, why, certain: isUsual(unit, summary, loose) }
  const guess = byMagnitude(summary)
  if (guess.unit === unit) return { unit, why, certain: !rounded }
  return { ...guess, why: `${guess.why}; ${format} would write ${unitNames[unit]}`, certain: false }
}

/**
 * Whether the values are no surprise: half of them below 10 s. Where milliseconds look the same, half of them from
 * 50 µs on, or one that would be most of a day in milliseconds.
 */
function isUsual(unit: DurationUnit, { p50, max }: Summary, loose: boolean): boolean {
  if (unit === 's') return p50 < 10
  return !loose || unit !== 'ns' || p50 >= 50_000 || max >= 50_000_000
}

/** Half of the requests would take more than 5 s: of a service that is possible, of a name that is shared a doubt. */
function seemsSlow(unit: DurationUnit, { p50 }: Summary): boolean {
  return p50 / perSecond[unit] >= 5
}

/** Nothing but whole numbers, beyond what could be full seconds by chance. */
function areMilliseconds({ whole, max, count }: Summary): boolean {
  return whole && (max >= 3 || (max >= 1 && count >= 20))
}

/**
 * Whole numbers of 3 and more under a key that holds seconds with decimals (Envoy's request_time, say), or few
 * decimals and long times where a duration in seconds would have many (`split`: told by decimals alone).
 */
function seemsMilliseconds(unit: DurationUnit, summary: Summary, split: boolean): boolean {
  if (unit !== 's') return false
  return areMilliseconds(summary) || (split && summary.p50 >= 1 && summary.digits <= 4)
}

function byConvention(path: string, summary: Summary): Decision | null {
  const convention = conventions[endsOf(path).at(-1) ?? '']
  if (convention === undefined) return null
  const { unit, why } = convention
  if (unit === 's' && areMilliseconds(summary))
    return { unit: 'ms', why: 'whole numbers: milliseconds, as Envoy writes it', certain: true }
  if (convention.whole === true && !summary.whole) return null
  if (convention.spelt !== undefined && !path.endsWith(convention.spelt)) return null
  if (convention.least !== undefined && summary.p50 < convention.least) return null
  if (convention.digits !== undefined && summary.digits > convention.digits) return null
  if (unit === 's' && summary.p50 > 5) return null
  if (unit === 'ms' && seemsSlow(unit, summary)) return { ...byMagnitude(summary, unit), certain: false }
  return isPlausible(unit, summary)
    ? { unit, why, certain: unit !== 'ms' || summary.whole || summary.p50 >= 1 }
    : null
}

/** @param usual what the name would mean elsewhere */
function byMagnitude(summary: Summary, usual: DurationUnit | null = null): Decision {
  const { unit, margin } = guessByMagnitude(summary, usual)
  const p50 = summary.p50 / perSecond[unit]
  const why = `by its size: the median would be ${describe(p50)}`
  return { unit, why, certain: margin >= 4 && summary.count >= 20 }
}

export const unitNames: Record<DurationUnit, string> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
}

function describe(seconds: number): string {
  if (seconds >= 1) return `${Number(seconds.toPrecision(3))} s`
  if (seconds >= 1e-3) return `${Number((seconds * 1e3).toPrecision(3))} ms`
  return `${Number((seconds * 1e6).toPrecision(3))} µs`
}
