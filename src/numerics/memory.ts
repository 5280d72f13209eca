import { type Numerics, numerics } from './code.ts'

/** Looked at anew with each call: what the memory has grown into has other views. */
export interface Views {
  readonly bytes: Uint8Array
  readonly words: Uint32Array
  readonly doubles: Float64Array
}

/** As in assembly/memory.ts. */
const mostResults = 120

const none = new ArrayBuffer(0)
let views: Views = viewsOf(none)

export function memory(): Views {
  const { buffer } = numerics().memory
  if (views.bytes.buffer !== buffer) views = viewsOf(buffer)
  return views
}

function viewsOf(buffer: ArrayBuffer): Views {
  return { bytes: new Uint8Array(buffer), words: new Uint32Array(buffer), doubles: new Float64Array(buffer) }
}

/** Before what one call needs is put there: what others have put is no longer theirs. */
export function begin(): Numerics {
  const code = numerics()
  code.reset()
  return code
}

/** Address of a copy of these numbers, as doubles. */
export function put(values: ArrayLike<number>): number {
  const address = numerics().allocate(8 * values.length)
  memory().doubles.set(values, address / 8)
  return address
}

/** Address of a copy of these bytes, with eight zeros behind it. */
export function putBytes(bytes: Uint8Array): number {
  const address = numerics().allocate(bytes.length + 8)
  const { bytes: all } = memory()
  all.set(bytes, address)
  all.fill(0, address + bytes.length, address + bytes.length + 8)
  return address
}

/** A copy of so many doubles at an address. */
export function take(address: number, length: number): Float64Array {
  return memory().doubles.slice(address / 8, address / 8 + length)
}

/** The table of results: see which ones are where with the call. Gone with the next. */
export function results(): Float64Array {
  const first = numerics().results.value / 8
  return memory().doubles.subarray(first, first + mostResults)
}
