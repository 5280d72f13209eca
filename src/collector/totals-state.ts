import type { Rollup } from '../model/index.ts'
import { type Flat, FlatReader, FlatWriter } from './flat.ts'
import type { Shared } from './shared.ts'
import type { TimeGrid } from './time-grid.ts'
import type { Totals } from './totals.ts'

/** Totals as another thread can take them. */
export interface TotalsState {
  readonly flat: Flat
  readonly requests: number
  readonly filtered: number
  readonly oldest: number
  readonly newest: number
  /** Pairs of second and count. */
  readonly seconds: Float64Array
}

/** What the numbers of another thread are here. */
export interface Numbering {
  readonly series: (series: number) => number
  readonly group: (group: number) => number
  /** Texts by the numbers of the other thread. */
  readonly messages: readonly string[]
  readonly clients: readonly string[] | null
}

export function totalsState(totals: Totals, { messages, clients }: Shared): TotalsState {
  const writer = new FlatWriter()
  const { rollups, charts, groups } = totals
  const held = [...rollups.keys()].filter(series => rollups[series] !== undefined)
  writer.number(held.length)
  for (const series of held) {
    writer.number(series)
    writer.rollup(rollups[series]!, messages, clients)
  }
  if (charts !== null) {
    writeLane(writer, charts.total, 0)
    for (const series of held) writeLane(writer, charts.endpoints, series)
  }
  for (const map of [totals.sources.rollups(() => totals.total()), groups?.rollups ?? new Map()]) {
    writer.number(map.size)
    for (const [id, rollup] of map) {
      writer.number(id)
      writer.rollup(rollup, messages, clients)
    }
  }
  const { requests, filtered, oldest, newest } = totals
  const seconds = Float64Array.from([...totals.seconds.seconds()].flat())
  return { flat: writer.end(), requests, filtered, oldest, newest, seconds }
}

/** Adds what another thread counted. */
export function absorbTotals(totals: Totals, state: TotalsState, numbering: Numbering): void {
  if (state.requests === 0 && state.filtered === 0) return
  const { messages, clients, series: seriesHere, group: groupHere } = numbering
  const reader = new FlatReader(state.flat)
  const before = totals.total()
  const held: number[] = []
  for (let left = reader.number(); left > 0; left--) {
    const series = seriesHere(reader.number())
    held.push(series)
    totals.absorbRollup(series, reader.rollup(messages, clients))
  }
  if (totals.charts !== null && held.length > 0) {
    const { total, endpoints } = totals.charts
    total.cover(state.oldest, state.newest)
    endpoints.cover(state.oldest, state.newest)
    readLane(reader, total, 0)
    for (const series of held) readLane(reader, endpoints, series)
  } else if (totals.charts !== null) readLane(reader, totals.charts.total, 0)
  const bySource: [source: number, rollup: Rollup][] = []
  for (let left = reader.number(); left > 0; left--)
    bySource.push([reader.number(), reader.rollup(messages, clients)])
  // All sources are made known first: with the second one, what the first had before is set apart.
  for (const [source] of bySource) totals.sources.note(source, () => before)
  for (const [source, rollup] of bySource) totals.sources.addRollup(source, rollup, () => before)
  for (let left = reader.number(); left > 0; left--)
    totals.groups!.of(groupHere(reader.number())).merge(reader.rollup(messages, clients))
  for (let i = 0; i < state.seconds.length; i += 2)
    totals.seconds.add(state.seconds[i]!, state.seconds[i + 1]!)
  totals.absorbFigures(state)
}

function writeLane(writer: FlatWriter, grid: TimeGrid, lane: number): void {
  const cells = [...grid.cells(lane)]
  writer.number(cells.length)
  for (const [time, cell] of cells) {
    writer.number(time)
    writer.cell(cell)
  }
}

function readLane(reader: FlatReader, grid: TimeGrid, lane: number): void {
  for (let left = reader.number(); left > 0; left--) {
    const time = reader.number()
    grid.absorb(lane, time, reader.cell())
  }
}
