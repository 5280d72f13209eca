// Where the values of one line lie, in their order: from this the next lines' template is made.
//
// A value, 16 bytes:
//   0 u32 start
//   4 u32 end      the same as start: it is an object, whose values follow
//   8 u32 slot     address of where it is noted
//  12 u32 depth    objects around it, the record not counted
import { maxTraced, traceTable } from './layout'

export let isTracing: bool = false
/** Behind the last value that was traced; 0 = there were too many. */
export let traceEnd: usize = 0

export function beginTrace(): void {
  isTracing = true
  traceEnd = traceTable
}

export function endTrace(): void {
  isTracing = false
}

export function trace(start: usize, end: usize, slot: usize, depth: u32): void {
  if (traceEnd == 0) return
  store<u32>(traceEnd, <u32>start)
  store<u32>(traceEnd, <u32>end, 4)
  store<u32>(traceEnd, <u32>slot, 8)
  store<u32>(traceEnd, depth, 12)
  traceEnd += 16
  if (traceEnd == traceTable + (maxTraced << 4)) traceEnd = 0
}
