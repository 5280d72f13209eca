// What the host has told about the fields: for each one, the paths that may hold it, best first.
//
// Of a field, 8 bytes: u32 first candidate, u32 behind the last one.
// Behind the fields a u32: a bit for each one that has any.
// A candidate, 16 bytes:
//   0 u32 slot     address of where its value is noted
//   4 u32 flags    1 = as good as the next one: which one comes first in the line decides, so let others look
//                  of durations: 2 = the key names the unit; 4 = it may hold a time of day as well;
//                  8 = it is one only beside a file name; 32 = it counts when there is no other
//                  of timestamps: 16 = it is an error when it is none
//   8 f64 divisor  what a number is divided by to be seconds; 0 = judge by its size (timestamps)
import { fieldTable, maxExtras, typeTable } from './layout'

// The fields; the host has the same numbers in fields.ts.
export const timestampField: u32 = 0
export const pathField: u32 = 1
export const methodField: u32 = 2
export const statusField: u32 = 3
export const durationField: u32 = 4
export const clientField: u32 = 5
export const userAgentField: u32 = 6
export const cacheField: u32 = 7
export const errorField: u32 = 8
export const routeField: u32 = 9
export const requestLineField: u32 = 10
export const requestIdField: u32 = 11
export const faultField: u32 = 12
export const cacheLookupField: u32 = 13
/** When the exchange ended: stands in for a duration. */
export const endField: u32 = 14
export const loggerField: u32 = 15
export const originField: u32 = 16
export const messageField: u32 = 17
/** Milliseconds beside a time of whole seconds. */
export const timeFractionField: u32 = 18
export const filenameField: u32 = 19
/** All the gauges of a system sample. */
export const gaugeField: u32 = 20
/** Keys that may hold the record itself, as text. */
export const wrapperField: u32 = 21
/** The first of those that are asked for by their path. */
export const extraField: u32 = 22
export const fields: u32 = extraField + maxExtras

/** Types of JSON values, by their first byte. */
export const stringType: u8 = 1
export const numberType: u8 = 2
export const boolType: u8 = 3
export const nullType: u8 = 4
export const objectType: u8 = 5
export const arrayType: u8 = 6

/** In the end of a noted value: the string has an escape. */
export const escaped: u32 = 0x80000000

// @ts-ignore: decorator
@inline
export function firstCandidate(field: u32): usize {
  return <usize>load<u32>(fieldTable + (field << 3))
}

// @ts-ignore: decorator
@inline
export function candidatesEnd(field: u32): usize {
  return <usize>load<u32>(fieldTable + (field << 3), 4)
}

/** The fields that have candidates, a bit each. */
// @ts-ignore: decorator
@inline
export function activeFields(): u32 {
  return load<u32>(fieldTable + (fields << 3))
}

// @ts-ignore: decorator
@inline
export function isAmong(field: u32, active: u32): bool {
  return (active & (1 << field)) != 0
}

/** Where the candidate's value starts in this line, 0 = it is not there. */
// @ts-ignore: decorator
@inline
export function startOf(candidate: usize): usize {
  return <usize>load<u32>(<usize>load<u32>(candidate))
}

/** Behind its value, with `escaped`. */
// @ts-ignore: decorator
@inline
export function endOf(candidate: usize): u32 {
  return load<u32>(<usize>load<u32>(candidate), 4)
}

// @ts-ignore: decorator
@inline
export function typeAt(p: usize): u8 {
  return load<u8>(typeTable + load<u8>(p))
}

/** Candidates may be as good as the next one: then `tied` has to be asked, whether another of them is there as well. */
export const mayTie: u32 = 1

export function tied(candidate: usize): bool {
  while (hasFlag(candidate, mayTie)) {
    candidate += 16
    if (startOf(candidate) != 0) return true
  }
  return false
}

export const namesUnit: u32 = 2
export const mayBeTime: u32 = 4
export const needsFilename: u32 = 8
export const mustBeTime: u32 = 16
export const aside: u32 = 32

// @ts-ignore: decorator
@inline
export function hasFlag(candidate: usize, flag: u32): bool {
  return (load<u32>(candidate, 4) & flag) != 0
}

/** Whether any path of the field is in this line. */
export function isPresent(field: u32): bool {
  const end = candidatesEnd(field)
  for (let c = firstCandidate(field); c < end; c += 16) if (startOf(c) != 0) return true
  return false
}
