// Times as text, in the two ways that logs write them; anything else is left to the general reader.
import { integerPowerTable, powerTable } from './layout'
import { digits } from './numbers'

/** Set by the host: seconds that zone-less clocks are ahead of UTC during one quarter of an hour. */
export let zoneQuarter: f64 = NaN
export let zoneOffset: f64 = 0

export function setZone(quarter: f64, offset: f64): void {
  zoneQuarter = quarter
  zoneOffset = offset
}

/** Result of `timeOf`: the text has no zone, and the offset of `neededQuarter` is not known. */
export const needsZone: f64 = -1
export let neededQuarter: f64 = 0

/** Seconds since the epoch of the text in [p, end); NaN = not in one of the two ways, or `needsZone`. */
export function timeOf(p: usize, end: usize): f64 {
  const length = <u32>(end - p)
  if (length >= 19 && load<u8>(p, 4) == 0x2d) {
    const separator = load<u8>(p, 10)
    if (separator != 0x54 && separator != 0x20) return NaN
    return withClock(p + 11, end, dayAt(p))
  }
  // 22/Nov/2026:08:19:19 +0000, with or without brackets
  if (load<u8>(p) == 0x5b && load<u8>(end - 1) == 0x5d) {
    p++
    end--
  }
  if (<u32>(end - p) < 20 || load<u8>(p, 2) != 0x2f || load<u8>(p, 6) != 0x2f || load<u8>(p, 11) != 0x3a) return NaN
  if (!areDigits(p, 2) || !areDigits(p + 7, 4)) return NaN
  const month = monthOf(load<u32>(p, 3) & 0xffffff)
  return withClock(p + 12, end, dayNumber(<i32>digits(p + 7, 4), month, two(p)))
}

/** The last day that was read: its text, eight bytes and two, and its number. */
let yearAndMonth: u64 = 0
let dayOfMonth: u16 = 0
let lastDay: i32 = -1

/** Days since the epoch of `2026-11-22`; −1 = no date. Most lines have the day of the line before. */
// @ts-ignore: decorator
@inline
function dayAt(p: usize): i32 {
  if (load<u64>(p) == yearAndMonth && load<u16>(p, 8) == dayOfMonth) return lastDay
  return otherDay(p)
}

function otherDay(p: usize): i32 {
  if (load<u8>(p, 7) != 0x2d || !areDigits(p, 4) || !areDigits(p + 5, 2) || !areDigits(p + 8, 2)) return -1
  yearAndMonth = load<u64>(p)
  dayOfMonth = load<u16>(p, 8)
  lastDay = dayNumber(<i32>digits(p, 4), two(p + 5), two(p + 8))
  return lastDay
}

// @ts-ignore: decorator
@inline
function two(p: usize): i32 {
  return <i32>(load<u8>(p) - 0x30) * 10 + <i32>(load<u8>(p, 1) - 0x30)
}

// @ts-ignore: decorator
@inline
function areDigits(p: usize, count: u32): bool {
  const v = i8x16.sub(v128.load(p), i8x16.splat(0x30))
  return (i8x16.bitmask(i8x16.gt_u(v, i8x16.splat(9))) & ((1 << count) - 1)) == 0
}

/** Three letters, first one lowest, as months are abbreviated in English; 0 = none. */
function monthOf(name: u32): i32 {
  if (name == 0x6e614a) return 1
  if (name == 0x626546) return 2
  if (name == 0x72614d) return 3
  if (name == 0x727041) return 4
  if (name == 0x79614d) return 5
  if (name == 0x6e754a) return 6
  if (name == 0x6c754a) return 7
  if (name == 0x677541) return 8
  if (name == 0x706553) return 9
  if (name == 0x74634f) return 10
  if (name == 0x766f4e) return 11
  return name == 0x636544 ? 12 : 0
}

/** Days since the epoch, −1 for what is no date (H. Hinnant, "chrono-compatible low-level date algorithms"). */
function dayNumber(year: i32, month: i32, day: i32): i32 {
  if (year < 1973 || month < 1 || month > 12 || day < 1 || day > 31) return -1
  if (day == 31 && (month == 4 || month == 6 || month == 9 || month == 11)) return -1
  if (day > 29 && month == 2) return -1
  const y = month <= 2 ? year - 1 : year
  const era = y / 400
  const yearOfEra = y - era * 400
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
}

/** `HH:MM:SS[.fraction][zone]` up to `end`. */
function withClock(p: usize, end: usize, day: i32): f64 {
  // HH:MM:SS as eight bytes: digits where digits belong, colons between
  if (day < 0 || load<u8>(p, 2) != 0x3a || load<u8>(p, 5) != 0x3a) return NaN
  if (!areDigits(p, 2) || !areDigits(p + 3, 2) || !areDigits(p + 6, 2)) return NaN
  const hour = two(p)
  const minute = two(p + 3)
  const second = two(p + 6)
  if (hour > 23 || minute > 59 || second > 60) return NaN
  let seconds = <f64>(<i64>day * 86400 + hour * 3600 + minute * 60 + second)
  p += 8
  let fraction: u64 = 0
  let places: u32 = 0
  const c = load<u8>(p)
  if (p < end && (c == 0x2e || c == 0x2c)) {
    p++
    while (p + places < end && <u32>load<u8>(p + places) - 0x30 <= 9) places++
    if (places == 0 || places > 9) return NaN
    fraction = digits(p, places)
    p += places
  }
  const offset = offsetOf(p, end)
  if (offset == noZone) {
    const quarter = Math.floor(seconds / 900)
    if (quarter != zoneQuarter) {
      neededQuarter = quarter
      return needsZone
    }
    seconds -= zoneOffset
  } else if (offset == notAZone) return NaN
  else seconds -= <f64>offset
  if (fraction == 0) return seconds
  const scale = load<f64>(powerTable + (places << 3))
  return places <= 6 ? (seconds * scale + <f64>fraction) / scale : seconds + <f64>fraction / scale
}

const noZone: i32 = 1000000
const notAZone: i32 = 1000001

/** Seconds east of UTC: `Z`, `+01:00`, `+0100`, with a space before or not; nothing = `noZone`. */
function offsetOf(p: usize, end: usize): i32 {
  if (p == end) return noZone
  if (load<u8>(p) == 0x20) p++
  const length = <u32>(end - p)
  const sign = load<u8>(p)
  if (length == 1 && sign == 0x5a) return 0
  if (sign != 0x2b && sign != 0x2d) return notAZone
  const minuteAt = length == 6 && load<u8>(p, 3) == 0x3a ? p + 4 : p + 3
  if (length != 5 && minuteAt != p + 4) return notAZone
  if (!areDigits(p + 1, 2) || !areDigits(minuteAt, 2)) return notAZone
  const seconds = two(p + 1) * 3600 + two(minuteAt) * 60
  return sign == 0x2d ? -seconds : seconds
}
