export interface Repeat {
  readonly microseconds: number
  /** Milliseconds from the base. */
  readonly later: number
  readonly line: number
}

/** A block byte by byte, as it is described. */
export function blockBytes(base: number, repeats: readonly Repeat[], lines: string | Uint8Array): Buffer {
  const header = Buffer.alloc(24)
  const body = Buffer.alloc(8 * repeats.length)
  for (const [i, { microseconds, later, line }] of repeats.entries()) {
    body.writeUInt32LE(microseconds, 8 * i)
    body.writeUInt16LE(later, 8 * i + 4)
    body.writeUInt16LE(line, 8 * i + 6)
  }
  const end = Buffer.from(lines as string, 'latin1')
  header.writeUInt8(1, 1)
  header.writeUInt32LE(24 + body.length + end.length, 4)
  header.writeDoubleLE(base, 8)
  header.writeUInt32LE(repeats.length, 16)
  return inOwnMemory(Buffer.concat([header, body, end]))
}

/** At an address that numbers can be read from. */
export function inOwnMemory(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  copy.set(bytes)
  return copy
}
