/**
 * Requests as an instrumented process hands them to a collector that has agreed to it: lines of native records, and
 * after them short repeats, each of which is one of the lines again with two other times. A busy service repeats few
 * lines often: 8 bytes instead of 150 to write, to carry and to read.
 *
 * Little-endian; offsets in bytes:
 * - 0: 0, which begins no line; 1: the version, 1; 2–3: 0
 * - 4: length of the whole, header included (u32)
 * - 8: milliseconds since the epoch from which the repeats count (f64)
 * - 16: how many repeats there are (u32); 20–23: 0
 * - 24: the repeats, 8 bytes each: microseconds that the request took (u32), milliseconds from the base to its end
 *   (u16), which line it repeats, the first is 0 (u16)
 * - behind them: the lines, each with its newline
 */
export interface RequestBlock {
  /** Two words each. */
  readonly repeats: Uint32Array
  /** Milliseconds since the epoch. */
  readonly base: number
  readonly lines: Uint8Array
}

export const blockMark = 0
export const blockHeaderBytes = 24
export const repeatBytes = 8
/** Enough of a block to know how long it is. */
export const blockStartBytes = 8

/** What a process says first, and what a collector answers that takes blocks; one that does not says nothing. */
export const blockOffer = '{"api_metrics":{"offers":"blocks/1"}}\n'
export const blockAnswer = '{"api_metrics":{"takes":"blocks/1"}}\n'

const version = 1
const newline = 10

/** Numbers in memory are written as they are. */
export const blocksAreNative: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

export function writeBlockHeader(
  into: Buffer,
  at: number,
  length: number,
  base: number,
  repeats: number,
): void {
  into[at] = blockMark
  into[at + 1] = version
  into[at + 2] = into[at + 3] = 0
  into.writeUInt32LE(length, at + 4)
  into.writeDoubleLE(base, at + 8)
  into.writeUInt32LE(repeats, at + 16)
  into.writeUInt32LE(0, at + 20)
}

/** Length of the block whose first bytes these are; `null` where they begin none. */
export function blockLength(start: Uint8Array): number | null {
  if (start.length < blockStartBytes) return null
  if (start[0] !== blockMark || start[1] !== version || start[2] !== 0 || start[3] !== 0) return null
  const length = new DataView(start.buffer, start.byteOffset).getUint32(4, true)
  return length < blockHeaderBytes ? null : length
}

/** @param bytes a whole block, at an address divisible by 4. @returns `null` where its numbers contradict each other */
export function readBlock(bytes: Uint8Array): RequestBlock | null {
  if (bytes.length < blockHeaderBytes || blockLength(bytes) !== bytes.length) return null
  const header = new DataView(bytes.buffer, bytes.byteOffset, blockHeaderBytes)
  const base = header.getFloat64(8, true)
  const count = header.getUint32(16, true)
  const end = blockHeaderBytes + count * repeatBytes
  if (end > bytes.length || !Number.isFinite(base)) return null
  const repeats = new Uint32Array(bytes.buffer, bytes.byteOffset + blockHeaderBytes, count * 2)
  return { repeats, base, lines: bytes.subarray(end) }
}

/** Seconds since the epoch. */
export function endOfRepeat({ repeats, base }: RequestBlock, i: number): number {
  return (base + (repeats[2 * i + 1]! & 0xffff)) / 1000
}

/** Seconds. */
export function durationOfRepeat({ repeats }: RequestBlock, i: number): number {
  return repeats[2 * i]! / 1e6
}

export function lineOfRepeat({ repeats }: RequestBlock, i: number): number {
  return repeats[2 * i + 1]! >>> 16
}

/** The repeats as lines of their own. A repeat of a line that is not there is left out. */
export function repeatsAsLines(block: RequestBlock): Buffer {
  const lines = Buffer.from(block.lines.buffer, block.lines.byteOffset, block.lines.length)
    .toString('latin1')
    .split('\n')
  const { length } = block.repeats
  let text = ''
  for (let i = 0; i < length / 2; i++) {
    const line = lines[lineOfRepeat(block, i)]
    if (line) text += `${withTimes(line, endOfRepeat(block, i), durationOfRepeat(block, i))}\n`
  }
  return Buffer.from(text, 'latin1')
}

const timestampField = /^\{"timestamp":[\d.]+/
/** A quote within a text has a backslash before it, so this is a field. */
const durationField = /,"response_time":[\d.]+/

/** A native record with other times. @param timestamp seconds since the epoch @param duration seconds */
export function withTimes(line: string, timestamp: number, duration: number): string {
  return line
    .replace(timestampField, `{"timestamp":${timestamp.toFixed(3)}`)
    .replace(durationField, `,"response_time":${duration.toFixed(6)}`)
}

export function newlinesIn(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count++
  return count
}
