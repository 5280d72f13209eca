// The buckets of sketches, from 0 on: see src/model/sketch.ts.
import { edges } from './memory'

const perOctave: i32 = 32
const lowestOctave: i32 = -32

/** Bucket of a value > 0. Where its edges lie is the model's to say: `edges` has those within an octave, from 1 on. */
export function lowestBucket(value: f64): i32 {
  const word = reinterpret<u64>(value)
  const exponent = <i32>((word >> 52) & 2047) - 1023
  if (exponent < lowestOctave) return 0
  if (exponent >= -lowestOctave) return 2 * -lowestOctave * perOctave - 1
  const mantissa = reinterpret<f64>((word & 0x000fffffffffffff) | 0x3ff0000000000000)
  let j = perOctave - 1
  while (j >= 0 && mantissa <= load<f64>(edges + (<usize>j << 3))) j--
  const bucket = (exponent - lowestOctave) * perOctave + j
  return bucket < 0 ? 0 : bucket
}
