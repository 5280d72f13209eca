import type { RollupQuery, StoreStep } from '../../model/index.ts'
import { ceilTo, floorTo } from '../steps.ts'
import { quote } from './client.ts'

/** The narrowest step in the store. */
export const narrow = 10

/** Wider ones, with the shortest window that they make up: thirty of them. */
const wider: readonly (readonly [step: 60 | 600, seconds: number])[] = [
  [600, 18_000],
  [60, 1800],
]

/** Up to when the wide buckets of a host are all there, seconds since the epoch. */
export interface Formed {
  readonly host: string
  readonly formed: Readonly<Record<60 | 600, number>>
}

/** Rows that make up a stretch, each request in one of them. */
export interface Body {
  readonly from: number
  readonly to: number
  readonly step: StoreStep
  /** As SQL. */
  readonly where: string
}

/**
 * Wide buckets where they are whole, narrow ones before and after: by host, as one that was cut off sends its wide
 * ones later, and one that is dead never does.
 * @param oldest narrow buckets are not kept from before
 */
export function bodyOf(
  { from, to, step }: Pick<RollupQuery, 'from' | 'to' | 'step'>,
  hosts: readonly Formed[],
  oldest: number,
): Body {
  const gone = from < oldest
  const [width] =
    wider.find(
      ([each, least]) => (step === null || step % each === 0 || gone) && (to - from >= least || gone),
    ) ?? []
  const end = Math.max(ceilTo(from, narrow), ceilTo(to, narrow))
  if (width === undefined) {
    const start = ceilTo(from, narrow)
    return { from: start, to: end, step: narrow, where: `step = ${narrow} AND ${within(start, end)}` }
  }
  const first = ceilTo(from, width)
  const start = width === 600 ? ceilTo(from, 60) : gone ? first : ceilTo(from, narrow)
  const sixty = borderOf(60, hosts, end)
  const parts =
    width === 600
      ? wideParts(first, sixty, borderOf(600, hosts, end))
      : [
          `step = 60 AND at >= ${first} AND at < ${sixty.sql}`,
          `step = ${narrow} AND (at < ${first} OR (at >= ${sixty.least} AND at >= ${sixty.sql}))`,
        ]
  const alternatives = parts.map(part => `(${part.replaceAll(/\bat\b/g, 'toUInt32(time)')})`).join(' OR ')
  return {
    from: start,
    to: Math.max(start, end),
    step: width,
    where: `${within(start, end)} AND (${alternatives})`,
  }
}

function wideParts(first: number, sixty: Border, sixHundred: Border): string[] {
  return [
    `step = 600 AND at >= ${first} AND at < ${sixHundred.sql}`,
    `step = 60 AND at < ${sixty.sql} AND (at < ${first} OR (at >= ${sixHundred.least} AND at >= ${sixHundred.sql}))`,
    `step = ${narrow} AND at >= ${sixty.least} AND at >= ${sixty.sql}`,
  ]
}

interface Border {
  /** What it is for a host. */
  readonly sql: string
  /** For any host: what the index can tell. */
  readonly least: number
}

/** So many hosts are named. */
const mostNamed = 20

/**
 * The border of most hosts, and those that are behind it by name. A border may lie anywhere before the end of what is
 * formed: where many are behind, because they are one bucket apart, it lies one bucket earlier.
 */
function borderOf(width: 60 | 600, hosts: readonly Formed[], end: number): Border {
  const formed = hosts.map(host => Math.min(host.formed[width], end)).sort((a, b) => a - b)
  const middle = floorTo(formed[Math.floor(formed.length / 2)] ?? 0, width)
  const behind = (border: number) => hosts.filter(host => floorTo(host.formed[width], width) < border)
  const usual = behind(middle).length > mostNamed ? middle - width : middle
  const others = behind(usual)
  if (others.length === 0) return { sql: String(usual), least: usual }
  const names = others.map(({ host }) => quote(host))
  const borders = others.map(host => floorTo(host.formed[width], width))
  return {
    sql: `transform(host, [${names.join(', ')}], [${borders.join(', ')}], ${usual})`,
    least: Math.min(...borders),
  }
}

function within(from: number, to: number): string {
  return `time >= toDateTime(${from}) AND time < toDateTime(${to})`
}
