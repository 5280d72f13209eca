// Durations that name their unit.
import { numberOf } from './numbers'

/** Seconds of `12.5ms`, `850µs`, `0.1 s`, `20ns`; NaN = something else. The first byte is a digit. */
export function ownUnit(p: usize, end: usize): f64 {
  let at = p
  while (at < end && (<u32>load<u8>(at) - 0x30 <= 9 || load<u8>(at) == 0x2e)) at++
  const number = numberOf(p, at)
  while (at < end && load<u8>(at) == 0x20) at++
  const per = perSecond(at, <u32>(end - at))
  return number / per
}

function perSecond(p: usize, length: u32): f64 {
  if (length == 1) return load<u8>(p) == 0x73 ? 1 : NaN
  if (length == 2 && load<u8>(p, 1) == 0x73) {
    const first = load<u8>(p)
    return first == 0x6d ? 1e3 : first == 0x75 ? 1e6 : first == 0x6e ? 1e9 : NaN
  }
  // µs, with the micro sign or the Greek letter
  if (length == 3 && load<u8>(p, 2) == 0x73) return load<u16>(p) == 0xb5c2 || load<u16>(p) == 0xbcce ? 1e6 : NaN
  return NaN
}

/** Seconds of the `seconds,nanoseconds` in [p, end); NaN = something else. */
export function pair(p: usize, end: usize): f64 {
  const seconds = digitsEnd(p, end)
  if (seconds == p || load<u8>(seconds) != 0x2c) return NaN
  const nanos = digitsEnd(seconds + 1, end)
  if (nanos != end || nanos == seconds + 1 || nanos - seconds > 10) return NaN
  return numberOf(p, seconds) + numberOf(seconds + 1, nanos) / 1e9
}

function digitsEnd(p: usize, end: usize): usize {
  while (p < end && <u32>load<u8>(p) - 0x30 <= 9) p++
  return p
}
