// Where things lie: a table of results, the counts of one sketch, and from there what one call needs.

/** Results of a call, as doubles. */
export const results: usize = 64
/** Islands of a sketch: first bucket and end of each, at most one for every second bucket. */
export const islands: usize = 1024
/** Counts of the sketch that is read, as its class keeps them: 2,048 buckets and some room on both sides. */
export const counts: usize = 32768
/** Inputs, outputs and tables of one call. */
const heap: usize = 65536

let top: usize = heap

/** Forgets all that was allocated. */
export function reset(): void {
  top = heap
}

/** Bytes at an address divisible by 8, with whatever was there before. */
export function allocate(size: usize): usize {
  const address = top
  top = (top + size + 7) & ~7
  const missing = <i32>((top + 0xffff) >> 16) - memory.size()
  // Doubling what is there: each time that it grows, views of it must be made anew.
  if (missing > 0 && memory.grow(max(missing, memory.size())) < 0) unreachable()
  return address
}

// @ts-ignore: decorator
@inline
export function result(index: i32, value: f64): void {
  store<f64>(results + (<usize>index << 3), value)
}

/** What is allocated after this is forgotten by `release`: for tables of a loop's body. */
export function mark(): usize {
  return top
}

export function release(to: usize): void {
  top = to
}
