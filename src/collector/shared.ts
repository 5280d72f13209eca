import type { Rollup } from '../model/index.ts'
import type { HeldGroup } from './held.ts'
import { type CollectorOptions, defaultMaxEndpoints } from './options.ts'
import { RouteMapper } from './routes.ts'
import { noGroup, otherGroup } from './row-mapper.ts'
import type { Rows } from './rows.ts'
import { otherEndpoint, SeriesTable } from './series-table.ts'
import { Interner } from './text-bounds.ts'

/** Distinct texts that are kept; of groups, the rest is one `(other)`. */
export const textCapacity = { messages: 65_536, clients: 262_144, groups: 1000 } as const

/** Texts by number, for all parts of one collector. */
export interface Shared {
  readonly series: SeriesTable
  readonly routes: RouteMapper
  readonly messages: Interner
  readonly clients: Interner | null
  readonly groups: { readonly field: string; readonly values: Interner } | null
  readonly sourceName: (source: number) => string
  readonly host: string | null
}

export function sharedOf(options: CollectorOptions): Shared {
  const keepClients = options.keepClients ?? options.profile === 'live'
  const series = new SeriesTable(options.maxEndpoints ?? defaultMaxEndpoints)
  for (const key of options.endpoints ?? []) series.add(key)
  return {
    series,
    routes: new RouteMapper(options.routes ?? []),
    messages: new Interner(textCapacity.messages, 1024),
    clients: keepClients ? new Interner(textCapacity.clients, 256) : null,
    groups: options.groupBy
      ? { field: options.groupBy, values: new Interner(textCapacity.groups, 1024) }
      : null,
    sourceName: options.sourceName ?? (source => `source ${source}`),
    host: options.host ?? null,
  }
}

export function heldGroups(shared: Shared, groups: ReadonlyMap<number, HeldGroup['rollup']>): HeldGroup[] {
  return [...groups].map(([id, rollup]) => ({
    value: id === noGroup ? null : id === otherGroup ? otherEndpoint : shared.groups!.values.texts[id]!,
    rollup,
  }))
}

/** Messages and clients of the rows `order[start]` … `order[end − 1]`, which go into one rollup. */
export function addTexts(
  rollup: Rollup,
  { message, client }: Rows,
  order: Int32Array,
  start: number,
  end: number,
  { messages, clients }: Pick<Shared, 'messages' | 'clients'>,
): void {
  for (let p = start; p < end; p++) {
    const row = order[p]!
    if (message[row]! >= 0) rollup.addErrorKey(messages.texts[message[row]!]!)
    if (client !== null && client[row]! >= 0) rollup.addClient(clients!.texts[client[row]!]!)
  }
}
