import type { FieldDescription, FieldName, IngestCounters, SourceFormat } from '../model/index.ts'
import type { DecodeOptions } from './options.ts'
import type { DecodePlan } from './plan.ts'
import type { KeyNode, KeyTree } from './record/key-tree.ts'
import { Slot } from './record/slots.ts'
import type { Observer } from './request/observer.ts'
import type { OpeningHabits } from './request/openings.ts'
import type { UnitBook } from './units/book.ts'
import { unitNames } from './units/decide.ts'

const fieldSlots: readonly (readonly [FieldName, number])[] = [
  ['timestamp', Slot.timestamp],
  ['endpoint', Slot.path],
  ['method', Slot.method],
  ['status', Slot.status],
  ['duration', Slot.duration],
  ['client', Slot.client],
  ['userAgent', Slot.userAgent],
  ['cache', Slot.cache],
  ['errorMessage', Slot.errorMessage],
  ['route', Slot.route],
]

interface Knowledge {
  readonly options: DecodeOptions
  readonly observer: Observer
  readonly book: UnitBook
  readonly tree: KeyTree
  readonly templates: readonly (readonly string[])[]
  readonly joins: boolean
  readonly alone: boolean
  readonly told: boolean | null
  readonly callKeys: readonly string[]
  readonly openings: OpeningHabits
  readonly parallel: boolean
  readonly ahead: number
  readonly counters: IngestCounters
}

/** What was learnt so far, frozen. */
export function makePlan(known: Knowledge): DecodePlan {
  const { observer, options } = known
  const fields = describeFields(known)
  const forced = options.logFormat === undefined || options.logFormat === 'auto' ? null : options.logFormat
  return {
    version: 1,
    format: observer.requests === 0 ? forced : (forced ?? formatName(observer)),
    confidence: confidence(known.counters),
    wrappers: [...observer.wrappers],
    fields,
    paths: known.tree.paths(),
    ...known.book.decisions(),
    joins: known.joins,
    told: known.told,
    alone: known.alone,
    callKeys: known.callKeys,
    openings: known.openings,
    parallel: known.parallel,
    templates: known.templates,
    ahead: known.ahead,
    untimed: observer.untimed,
    notes: notes(known, fields),
  }
}

export function describeFormat(plan: DecodePlan): SourceFormat {
  const { format, confidence, fields, wrappers, notes } = plan
  return { name: format, confidence, fields, wrappers, notes }
}

function formatName(observer: Observer): string {
  let best = ''
  let most = 0
  for (const [name, count] of observer.formats) {
    if (count > most) {
      best = name
      most = count
    }
  }
  return best === '' ? 'generic' : best
}

/** Share of the lines that said something that gave a request. */
function confidence(counters: IngestCounters): number {
  const { requests, systemSamples, lines, ignored } = counters
  const candidates = lines - ignored.blank - systemSamples - ignored.joined - ignored.duplicate
  return candidates <= 0 ? 0 : Math.round((1000 * requests) / Math.max(requests, candidates)) / 1000
}

function describeFields({ observer, book }: Knowledge): Partial<Record<FieldName, FieldDescription>> {
  const fields: Partial<Record<FieldName, FieldDescription>> = {}
  for (const [field, slot] of fieldSlots) {
    const node = mostUsed(observer.paths[slot]!)
    if (node === null) continue
    if (field === 'duration') fields[field] = describeDuration(node, book)
    else fields[field] = field === 'timestamp' ? describeTimestamp(node.path, observer) : { path: node.path }
  }
  return fields
}

function mostUsed(counts: ReadonlyMap<KeyNode, number>): KeyNode | null {
  let best: KeyNode | null = null
  let most = 0
  for (const [node, count] of counts) {
    if (count > most) {
      best = node
      most = count
    }
  }
  return best
}

function describeTimestamp(path: string, { epochUnit }: Observer): FieldDescription {
  return epochUnit === null
    ? { path }
    : { path, unit: epochUnit, why: 'by the size of the number', certain: true }
}

function describeDuration(node: KeyNode, book: UnitBook): FieldDescription {
  const { path } = node
  const decision = book.decisionFor(node)
  if (decision !== null) {
    const { unit, why, certain } = decision
    return certain
      ? { path, unit, why, certain }
      : { path, unit, why, certain, flag: `--unit duration=${unit}` }
  }
  if (means(node, Slot.end)) return { path, unit: 's', why: 'the end less the start', certain: true }
  if (means(node, Slot.part))
    return { path, unit: 's', why: 'the sum of all processing times', certain: true }
  if (node.unit === null) return { path, why: 'each value names its unit', certain: true }
  return { path, unit: node.unit, why: 'the name of the key says so', certain: true }
}

function means(node: KeyNode, slot: number): boolean {
  return node.uses.some(use => use.slot === slot)
}

function notes(
  { observer, ahead, counters, options }: Knowledge,
  fields: Partial<Record<FieldName, FieldDescription>>,
): string[] {
  const found: string[] = []
  const { duration } = fields
  if (observer.requests === 0) return found
  if (observer.untimed) found.push('Some requests have no time of their own: the time of arrival is used.')
  if (duration === undefined) found.push('No record says how long its request took.')
  else if (duration.certain === false)
    found.push(
      `${duration.path} is read as ${unitNames[duration.unit as keyof typeof unitNames]}, ${duration.why}; ${duration.flag} settles it, or another unit there.`,
    )
  if (ahead > 0)
    found.push(
      `All times are ahead of the clock by about ${ahead / 60} min: a mistake in the zone; --tz settles it.`,
    )
  if (counters.salvaged > 0 && options.plan === undefined)
    found.push('Some lines are not valid JSON and were mended or cut at the keys of good ones.')
  return found
}
