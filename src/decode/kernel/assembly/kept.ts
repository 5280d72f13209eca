// Rows that stay rows when the others are counted (`tally.ts`).
import {
  cacheColumn, clientColumn, durationColumn, endpointColumn, errorColumn, lengthColumn, methodColumn, offsetColumn, routeColumn, statusColumn,
  timestampColumn, userAgentColumn,
} from './layout'

/** As in model/batch.ts. */
const alreadyCounted: i32 = 64

/** They stand first in the columns. */
export let kept: u32 = 0

export function beginKeeping(): void {
  kept = 0
}

/** The row is counted, and stays one to be looked at. */
export function keepCounted(row: u32): void {
  const cache = <i32>load<i8>(cacheColumn + row)
  keep(row)
  store<i8>(cacheColumn + kept - 1, <i8>(cache + alreadyCounted))
}

/** The row stays one. */
export function keep(row: u32): void {
  const to = kept++
  if (to == row) return
  store<f64>(timestampColumn + (to << 3), load<f64>(timestampColumn + (row << 3)))
  store<f64>(durationColumn + (to << 3), load<f64>(durationColumn + (row << 3)))
  store<u16>(statusColumn + (to << 1), load<u16>(statusColumn + (row << 1)))
  store<u8>(cacheColumn + to, load<u8>(cacheColumn + row))
  moveWord(offsetColumn, row, to)
  moveWord(lengthColumn, row, to)
  moveWord(methodColumn, row, to)
  moveWord(endpointColumn, row, to)
  moveWord(routeColumn, row, to)
  moveWord(clientColumn, row, to)
  moveWord(userAgentColumn, row, to)
  moveWord(errorColumn, row, to)
}

// @ts-ignore: decorator
@inline
function moveWord(column: usize, row: u32, to: u32): void {
  store<u32>(column + (to << 2), load<u32>(column + (row << 2)))
}
