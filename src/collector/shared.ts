import type { HeldGroup } from './held.ts'
import { type CollectorOptions, defaultMaxEndpoints } from './options.ts'
import { RouteMapper } from './routes.ts'
import { noGroup, otherGroup } from './row-mapper.ts'
import { otherEndpoint, SeriesTable } from './series-table.ts'
import { Interner } from './text-bounds.ts'

/** Distinct values of `--group-by`; the rest is one `(other)`. */
const maxGroups = 1000

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
    messages: new Interner(65_536, 1024),
    clients: keepClients ? new Interner(262_144, 256) : null,
    groups: options.groupBy ? { field: options.groupBy, values: new Interner(maxGroups, 1024) } : null,
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
