import { Rollup } from '../model/index.ts'
import { type Cells, seriesOfCell, sourceOfCell } from './slot.ts'

/** Rollups by series, merged over sources. A rollup that stands alone is not copied. */
export function bySeries(cells: Cells): (Rollup | undefined)[] {
  const rollups: (Rollup | undefined)[] = []
  const merged = new Set<number>()
  for (const [cell, rollup] of cells) {
    const series = seriesOfCell(cell)
    const known = rollups[series]
    if (known === undefined) {
      rollups[series] = rollup
      continue
    }
    if (!merged.has(series)) {
      rollups[series] = known.copy()
      merged.add(series)
    }
    rollups[series]!.merge(rollup)
  }
  return rollups
}

/** Rollups by source, without messages and clients. */
export function bySource(cells: Cells): Map<number, Rollup> {
  const rollups = new Map<number, Rollup>()
  for (const [cell, rollup] of cells) {
    const source = sourceOfCell(cell)
    let into = rollups.get(source)
    if (into === undefined) {
      into = new Rollup()
      rollups.set(source, into)
    }
    into.mergeFigures(rollup)
  }
  return rollups
}
