import type { IngestCounters, SystemSample } from '../model/index.ts'
import type { LatestRowsState } from './latest-rows.ts'
import type { ReportState } from './report-store.ts'
import { otherGroup } from './row-mapper.ts'
import { cacheOfKey, filteredKey, keyOf, type Rows, seriesOfKey } from './rows.ts'
import { methodSlots, otherSeries, type SeriesKey, SeriesTable } from './series-table.ts'
import { type Shared, textCapacity } from './shared.ts'
import type { Interner } from './text-bounds.ts'
import type { Numbering } from './totals-state.ts'

/** What one thread counted, as plain data that can be sent to another. */
export interface CollectorState {
  readonly place: number
  readonly ingest: IngestCounters
  readonly requests: number
  /** By series; in order of first sight. */
  readonly keys: readonly SeriesKey[]
  readonly messages: readonly string[]
  readonly clients: readonly string[] | null
  readonly groups: readonly string[] | null
  readonly report: ReportState
  readonly samples: readonly SystemSample[]
}

/** Memory that may change hands instead of being copied when a state is sent. */
export function transferables({ report }: CollectorState): ArrayBuffer[] {
  const { totals, previous, tail } = report
  const arrays: (ArrayBufferView | null)[] = []
  for (const state of [totals, previous])
    if (state !== null) arrays.push(state.flat.numbers, state.flat.counts, state.seconds)
  arrays.push(...Object.values(tail.rows).filter(value => ArrayBuffer.isView(value)))
  arrays.push(...tail.packed.slots.map(([, frame]) => frame))
  return arrays.flatMap(array => (array === null ? [] : [array.buffer as ArrayBuffer]))
}

/**
 * Beyond the cap, a thread folds endpoints into `(other)` that another, which saw them first, keeps. `null`
 * when merging gives what one thread would have given. Else the parts to count again, by their place, with
 * the endpoints that they must be given as `CollectorOptions.endpoints`.
 */
export function endpointsToRepeat(
  parts: readonly Pick<CollectorState, 'place' | 'keys'>[],
  maxEndpoints: number,
): { readonly places: readonly number[]; readonly endpoints: readonly SeriesKey[] } | null {
  const kept = new SeriesTable(maxEndpoints)
  for (const { keys } of [...parts].sort((a, b) => a.place - b.place)) for (const key of keys) kept.add(key)
  const endpoints = kept.keys.slice(1)
  const places = parts
    .filter(({ keys }) => {
      if (keys.length <= maxEndpoints) return false
      const own = new SeriesTable(maxEndpoints)
      for (const key of keys) own.add(key)
      return endpoints.some(key => own.find(key) === null)
    })
    .map(({ place }) => place)
  return places.length === 0 ? null : { places, endpoints }
}

/** What one thread came across, in order of first sight. */
export type Names = Pick<CollectorState, 'place' | 'keys' | 'messages' | 'clients' | 'groups'>

/**
 * Whether it matters which part takes in the others: where there may be no room for all that they name, it has to be
 * the one that was first.
 */
export function orderMatters(parts: readonly Names[], maxEndpoints: number): boolean {
  const named = (of: (part: Names) => number): number => parts.reduce((sum, part) => sum + of(part), 0)
  return (
    named(({ keys }) => keys.length) > maxEndpoints ||
    named(({ keys }) => new Set(keys.map(({ method }) => method)).size) >= methodSlots ||
    named(({ messages }) => messages.length) > textCapacity.messages ||
    named(({ clients }) => clients?.length ?? 0) > textCapacity.clients ||
    named(({ groups }) => groups?.length ?? 0) > textCapacity.groups
  )
}

/** What the numbers of a part are here, its texts taken in. */
export function numberingOf(part: CollectorState, { series, groups }: Shared): Numbering {
  const seriesHere = part.keys.map((key, number) => (number === otherSeries ? otherSeries : series.add(key)))
  const groupsHere = part.groups?.map(value => numberOr(otherGroup, groups!.values.idOf(value))) ?? []
  return {
    series: number => seriesHere[number]!,
    group: number => (number < 0 ? number : groupsHere[number]!),
    messages: part.messages,
    clients: part.clients,
  }
}

/** The rows that are still held, with the numbers they have here. */
export function renumbered(
  { report, messages, clients }: CollectorState,
  numbering: Numbering,
  shared: Shared,
): LatestRowsState {
  const { rows } = report.tail
  const messagesHere = idsOf(messages, shared.messages)
  const clientsHere = clients && shared.clients && idsOf(clients, shared.clients)
  return {
    ...report.tail,
    rows: {
      ...columnsOf(rows),
      key: rows.key.map(key =>
        key === filteredKey ? key : keyOf(numbering.series(seriesOfKey(key)), cacheOfKey(key)),
      ),
      message: rows.message.map(number => (number < 0 ? number : messagesHere[number]!)),
      client: rows.client && clientsHere && rows.client.map(id => (id < 0 ? id : clientsHere[id]!)),
      group: rows.group?.map(number => numbering.group(number)) ?? null,
    },
  }
}

function columnsOf(rows: Rows): Rows {
  const { length, timestamp, duration, bucket, status, key, source, message, client, group, summary } = rows
  return { length, timestamp, duration, bucket, status, key, source, message, client, group, summary }
}

function idsOf(texts: readonly string[], interner: Interner): number[] {
  return texts.map(text => interner.idOf(text))
}

function numberOr(otherwise: number, id: number): number {
  return id < 0 ? otherwise : id
}
