import type { EndpointStats, SpikeExplanation, SpikeShare, Stretch } from '../model/index.ts'

type Figure = SpikeExplanation['figure']
type Dimension = SpikeShare['dimension']
/** Counts by value: `POST /checkout` → 40. */
type Counts = ReadonlyMap<string, number>

/** Fewer errors than this are no spike of errors. */
const leastErrors = 5
/** Parts of the excess below this only fill the list. */
const leastShare = 0.01
const mostShares = 20

/**
 * Who made it: which endpoints, statuses, sources and clients there was more of than in the time before,
 * per second, ranked by the part of the whole excess that each explains. Parts of one dimension may add up
 * to more than 1 where something else became less. Counts of clients are estimates (they are kept in
 * bounded memory) and known of requests only.
 *
 * @param figure default: errors, where those at least doubled; else requests
 */
export function explainSpike(
  during: Stretch,
  before: Stretch,
  figure: Figure = figureOf(during, before),
): SpikeExplanation {
  const [now, then] = [seconds(during), seconds(before)]
  const total = (stretch: Stretch): number =>
    figure === 'errors' ? stretch.requests.errors : stretch.requests.total
  const excess = total(during) / now - total(before) / then
  const shares = dimensions(figure).flatMap(([dimension, count]) =>
    compare(dimension, count(during), count(before), now, then, excess),
  )
  return {
    from: during.window.from ?? 0,
    to: during.window.to ?? 0,
    baselineFrom: before.window.from ?? 0,
    baselineTo: before.window.to ?? 0,
    figure,
    before: total(before) / then,
    during: total(during) / now,
    shares: excess <= 0 ? [] : shares.sort((a, b) => b.share - a.share).slice(0, mostShares),
  }
}

function figureOf(during: Stretch, before: Stretch): Figure {
  const [now, then] = [during.requests.errors / seconds(during), before.requests.errors / seconds(before)]
  return during.requests.errors >= leastErrors && now >= 2 * then ? 'errors' : 'requests'
}

/** An instant counts as a second. */
function seconds({ window }: Stretch): number {
  return Math.max(1, window.seconds ?? 1)
}

function dimensions(figure: Figure): [Dimension, (stretch: Stretch) => Counts][] {
  const errors = figure === 'errors'
  const counted = (stats: { readonly errors: number; readonly total: number }): number =>
    errors ? stats.errors : stats.total
  const endpoints = ({ endpoints: all }: Stretch): Counts =>
    collect(all.map(stats => [nameOf(stats), counted(stats)]))
  const statuses = ({ requests }: Stretch): Counts =>
    collect(Object.entries(requests.statusCodes).filter(([code]) => !errors || Number(code) >= 400))
  const sources = ({ bySource = [] }: Stretch): Counts =>
    collect(bySource.flatMap(group => (group.value === null ? [] : [[group.value, counted(group)] as const])))
  const clients = ({ endpoints: all }: Stretch): Counts =>
    collect(
      all.flatMap(stats =>
        stats.clients.map(({ value, count, error }) => [value, count - error / 2] as const),
      ),
    )
  return [
    ['endpoint', endpoints],
    ['status', statuses],
    ['source', sources],
    ...(errors ? [] : [['client', clients] as [Dimension, (stretch: Stretch) => Counts]]),
  ]
}

function nameOf({ method, endpoint }: EndpointStats): string {
  return method === null ? endpoint : `${method} ${endpoint}`
}

function collect(entries: readonly (readonly [string, number])[]): Counts {
  const counts = new Map<string, number>()
  for (const [value, count] of entries) counts.set(value, (counts.get(value) ?? 0) + count)
  return counts
}

function compare(
  dimension: Dimension,
  during: Counts,
  before: Counts,
  now: number,
  then: number,
  excess: number,
): SpikeShare[] {
  // A log from one source says nothing by naming it.
  if (dimension === 'source' && during.size < 2) return []
  return [...during].flatMap(([value, count]) => {
    const [rate, was] = [count / now, (before.get(value) ?? 0) / then]
    const share = Math.min(1, (rate - was) / excess)
    return share < leastShare ? [] : [{ dimension, value, before: was, during: rate, share }]
  })
}
