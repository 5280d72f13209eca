/** What came in: lines as they are, and those that repeats stand for. */
export interface Received {
  readonly lines: string[]
  /** Blocks among them, and requests in blocks. */
  readonly blocks: number
  readonly rest: Buffer
}

/** Reads what is whole, by the description of blocks and nothing else: what is wrong throws. */
export function received(bytes: Buffer): Received {
  const lines: string[] = []
  let blocks = 0
  let rest = bytes
  for (;;) {
    const end = rest[0] === 0 ? blockEnd(rest) : rest.indexOf('\n') + 1
    if (end === 0 || end > rest.length) return { lines, blocks, rest }
    if (rest[0] === 0) {
      lines.push(...linesOf(new DataView(rest.buffer, rest.byteOffset, end)))
      blocks++
    } else lines.push(rest.toString('utf8', 0, end - 1))
    rest = rest.subarray(end)
  }
}

function blockEnd(bytes: Buffer): number {
  return bytes.length < 8 ? 0 : bytes.readUInt32LE(4)
}

function linesOf(block: DataView): string[] {
  if (block.getUint32(0, true) !== 0x0100 || block.getUint32(20, true) !== 0) throw new Error('no such block')
  const base = block.getFloat64(8, true)
  const linesAt = 24 + 8 * block.getUint32(16, true)
  const text = Buffer.from(block.buffer, block.byteOffset + linesAt, block.byteLength - linesAt).toString()
  if (!text.endsWith('\n')) throw new Error('a block whose last line is not whole')
  const lines = text.slice(0, -1).split('\n')
  const repeats: string[] = []
  for (let at = 24; at < linesAt; at += 8) {
    const duration = block.getUint32(at, true) / 1e6
    const timestamp = (base + block.getUint16(at + 4, true)) / 1000
    const line = lines[block.getUint16(at + 6, true)]
    if (line === undefined) throw new Error('a repeat of no line')
    const [, head, tail] = /^\{"timestamp":[\d.]+(,(?:.*,)?"response_time":)[\d.]+(.*)$/.exec(line) ?? []
    if (head === undefined) throw new Error(`a line without times: ${line}`)
    repeats.push(`{"timestamp":${timestamp.toFixed(3)}${head}${duration.toFixed(6)}${tail}`)
  }
  return [...lines, ...repeats]
}
