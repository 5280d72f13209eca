// Bytes as the model's ByteWriter writes them, read between `position` and `limit`.

export const endsTooEarly: i32 = -1
export const noInteger: i32 = -2

export let position: usize = 0
export let limit: usize = 0
/** The first thing that was wrong; what is read after it means nothing. */
export let fault: i32 = 0

export function open(from: usize, end: usize): void {
  position = from
  limit = end
  fault = 0
}

export function moveTo(address: usize): void {
  position = address
}

export function fail(why: i32): void {
  if (fault == 0) fault = why
}

// @ts-ignore: decorator
@inline
export function left(): usize {
  return limit - position
}

// @ts-ignore: decorator
@inline
export function byte(): u32 {
  if (position >= limit) {
    fail(endsTooEarly)
    return 0
  }
  return load<u8>(position++)
}

/** An integer of up to 56 bits, the lowest 7 of them first (LEB128). */
export function integer(): u64 {
  let value: u64 = 0
  for (let shift: u64 = 0; shift <= 49; shift += 7) {
    const next = byte()
    value |= <u64>(next & 127) << shift
    if (next < 128) return value
  }
  fail(noInteger)
  return 0
}

export function double(): f64 {
  if (left() < 8) {
    fail(endsTooEarly)
    return 0
  }
  const value = load<f64>(position, 0, 1)
  position += 8
  return value
}
