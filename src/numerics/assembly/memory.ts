// Where things lie: results, tables, the counts of one sketch, and from `bottom` on what one call needs.

/** Results of a call, and numbers for it, as doubles. */
export const results: usize = 64
/** Lower edges of the buckets of an octave, 32 doubles. */
export const edges: usize = 1024
/** Islands of a sketch: first bucket and end of each; between two there is at least one bucket. */
export const islands: usize = 2048
/** Counts of a sketch, as its class keeps them: 2,048 buckets and some room on both sides. */
export const counts: usize = 32768

let bottom: usize = 65536
let top: usize = bottom

/** Forgets all that was allocated. */
export function reset(): void {
  top = bottom
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

/** Zeros that stay whoever resets, before anything is allocated. */
export function reserve(size: usize): usize {
  const address = <usize>memory.size() << 16
  const pages = <i32>((size + 0xffff) >> 16)
  if (memory.grow(pages) < 0) unreachable()
  bottom = address + (<usize>pages << 16)
  top = bottom
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
