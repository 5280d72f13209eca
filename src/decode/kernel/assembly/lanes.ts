// A lane, `laneSize` bytes: a distribution of durations; the host says which combinations of `tally.ts` share one
//   0 f64 sum     of whole nanoseconds
//   8 f64 min    16 f64 max
//  24 u32 rows   28 u32 durations that are 0, which no bucket holds
//  32 u32 first, 36 u32 last place that has a count; 40 u32 sum of all counts
//  64 u16 × 1024 counts by bucket − `lowestBucket`
import { edgeTable, guessTable } from './layout'

/** Buckets from here on have a place: 2^−25 s; shorter durations stay rows. */
export const lowestBucket: i32 = -800
export const shortest: f64 = 1.0 / 33554432
/** The sum of 65,535 durations below this is below 2^53 ns. */
export const longest: f64 = 100

export function clearLane(lane: usize): void {
  const first = load<u32>(lane, 32)
  const last = load<u32>(lane, 36)
  if (first <= last) memory.fill(lane + 64 + (first << 1), 0, (last - first + 1) << 1)
  memory.fill(lane, 0, 64)
}

/** Whether there is a place for a duration: one that is missing needs none. */
// @ts-ignore: decorator
@inline
export function isMeasurable(duration: f64): bool {
  return !(duration > 0) || (duration > shortest && duration < longest)
}

// @ts-ignore: decorator
@inline
export function bucketOf(duration: f64): u32 {
  const bits = reinterpret<u64>(duration)
  const exponent = <i32>(bits >> 52) - 1023
  const guess = <u32>load<u8>(guessTable + (<u32>(bits >> 41) & 2047))
  const power = reinterpret<f64>(<u64>(exponent + 1023) << 52)
  const beyond = duration > load<f64>(edgeTable + ((guess + 1) << 3)) * power
  return <u32>((exponent << 5) - lowestBucket) + (duration == power ? -1 : guess + u32(beyond))
}

export function open(lane: usize): void {
  store<f64>(lane, Infinity, 8)
  store<f64>(lane, -Infinity, 16)
  store<u32>(lane, 0xffffffff, 32)
}

/** Takes a duration over 0 into a lane. */
// @ts-ignore: decorator
@inline
export function take(lane: usize, duration: f64, nanoseconds: f64, bucket: u32): void {
  store<u32>(lane, load<u32>(lane, 24) + 1, 24)
  store<f64>(lane, load<f64>(lane) + nanoseconds)
  if (duration < load<f64>(lane, 8)) store<f64>(lane, duration, 8)
  if (duration > load<f64>(lane, 16)) store<f64>(lane, duration, 16)
  if (bucket < load<u32>(lane, 32)) store<u32>(lane, bucket, 32)
  if (bucket > load<u32>(lane, 36)) store<u32>(lane, bucket, 36)
  store<u32>(lane, load<u32>(lane, 40) + 1, 40)
  const place = lane + 64 + (<usize>bucket << 1)
  store<u16>(place, load<u16>(place) + 1)
}

/** The same of one that is missing, or 0, or any other. */
export function takeOdd(lane: usize, duration: f64): void {
  if (duration > 0) {
    take(lane, duration, Math.floor(duration * 1e9 + 0.5), bucketOf(duration))
    return
  }
  store<u32>(lane, load<u32>(lane, 24) + 1, 24)
  if (duration != duration) return
  if (duration < load<f64>(lane, 8)) store<f64>(lane, duration, 8)
  if (duration > load<f64>(lane, 16)) store<f64>(lane, duration, 16)
  store<u32>(lane, load<u32>(lane, 28) + 1, 28)
}
