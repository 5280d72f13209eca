import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Connection } from '../../src/instrument/record/connection.ts'
import type { Exchange } from '../../src/instrument/record/exchange.ts'
import { LineWriter } from '../../src/instrument/record/lines.ts'
import { Pieces } from '../../src/instrument/record/pieces.ts'
import {
  blockAnswer,
  blockLength,
  blockOffer,
  durationOfRepeat,
  endOfRepeat,
  lineOfRepeat,
  readBlock,
  repeatsAsLines,
  withTimes,
  writeBlockHeader,
} from '../../src/model/index.ts'
import { blockBytes, inOwnMemory, type Repeat } from './block-bytes.ts'

const repeat = (most = 0xffff): fc.Arbitrary<Repeat> =>
  fc.record({
    microseconds: fc.oneof(fc.nat({ max: 2_000_000 }), fc.integer({ min: 0, max: 0xffff_ffff })),
    later: fc.nat({ max: 0xffff }),
    line: fc.nat({ max: most }),
  })
const base = fc.oneof(fc.nat({ max: 1e6 }), fc.integer({ min: 1.6e12, max: 1.9e12 }))
const block = fc
  .tuple(base, fc.array(repeat(), { maxLength: 10 }), fc.uint8Array({ maxLength: 60 }))
  .map(([start, repeats, lines]) => blockBytes(start, repeats, lines))

/** Reads it, and all that it says, where it is one. */
function readAll(bytes: Buffer): void {
  const read = readBlock(inOwnMemory(bytes))
  if (read === null) return
  expect(24 + read.repeats.byteLength + read.lines.length).toBe(bytes.length)
  expect(Number.isFinite(read.base)).toBe(true)
  expect(repeatsAsLines(read).toString('latin1')).toMatch(/^([^\n]+\n)*$/)
}

describe('a block of requests', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(base, fc.array(repeat(), { maxLength: 20 }), fc.uint8Array(), (start, repeats, lines) => {
        const expected = blockBytes(start, repeats, lines)
        const written = Buffer.alloc(7 + expected.length, 'x')
        expected.copy(written, 7)
        written.fill('x', 7, 31)
        writeBlockHeader(written, 7, expected.length, start, repeats.length)
        expect(written.subarray(7)).toEqual(expected)
        expect(written.toString('latin1', 0, 7)).toBe('x'.repeat(7))
        expect(blockLength(expected.subarray(0, 8))).toBe(expected.length)
        const read = readBlock(expected)!
        expect(read.base).toBe(start)
        expect(Buffer.from(read.lines)).toEqual(Buffer.from(lines))
        expect(read.repeats).toHaveLength(2 * repeats.length)
        for (const [i, { microseconds, later, line }] of repeats.entries()) {
          expect(endOfRepeat(read, i)).toBe((start + later) / 1000)
          expect(durationOfRepeat(read, i)).toBe(microseconds / 1e6)
          expect(lineOfRepeat(read, i)).toBe(line)
        }
      }),
    )
  })

  it('is never made of bytes that contradict each other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), bytes => {
        readAll(Buffer.from(bytes))
        const length = blockLength(inOwnMemory(Buffer.concat([bytes, Buffer.alloc(8, 1)])))
        if (length !== null) expect(length).toBeGreaterThanOrEqual(24)
      }),
    )
    for (const length of [0, 1, 4, 5, 7]) {
      const start = Buffer.from('00010000ffffffff', 'hex')
      expect(blockLength(inOwnMemory(start.subarray(0, length)))).toBeNull()
      // What lies behind it in memory is something else.
      expect(blockLength(start.subarray(0, length))).toBeNull()
    }
    const change = fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 255 }))
    fc.assert(
      fc.property(block, fc.array(change, { maxLength: 3 }), (bytes, changes) => {
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        readAll(bytes)
      }),
    )
  })

  it('is none that is cut off, or has something behind it', () => {
    fc.assert(
      fc.property(block, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 9 }), (bytes, cut, more) => {
        expect(readBlock(bytes)).not.toBeNull()
        expect(readBlock(inOwnMemory(bytes.subarray(0, cut % bytes.length)))).toBeNull()
        expect(readBlock(inOwnMemory(Buffer.concat([bytes, more])))).toBeNull()
      }),
    )
  })

  it('is none without its mark, of another version, or with numbers that cannot be', () => {
    const good = blockBytes(1e12, [{ microseconds: 1, later: 2, line: 0 }], '{}\n')
    const changed = (change: (bytes: Buffer) => void) => {
      const bytes = inOwnMemory(good)
      change(bytes)
      return bytes
    }
    for (const at of [0, 1, 2, 3]) {
      const bytes = changed(each => each.writeUInt8(each[at]! + 1, at))
      expect(readBlock(bytes)).toBeNull()
      expect(blockLength(bytes)).toBeNull()
    }
    for (const length of [0, 8, 23]) {
      const bytes = changed(each => each.writeUInt32LE(length, 4))
      expect(blockLength(bytes)).toBeNull()
      expect(readBlock(bytes)).toBeNull()
    }
    const longest = changed(each => each.writeUInt32LE(0xffff_ffff, 4))
    expect(blockLength(longest)).toBe(0xffff_ffff)
    expect(readBlock(longest)).toBeNull()
    for (const count of [2, 3, 2 ** 29, 2 ** 29 + 1, 0xffff_ffff])
      expect(readBlock(changed(each => each.writeUInt32LE(count, 16)))).toBeNull()
    for (const never of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(readBlock(changed(each => each.writeDoubleLE(never, 8)))).toBeNull()
    expect(readBlock(good)).not.toBeNull()
  })

  it('leaves out repeats of lines that are not there', () => {
    const repeats = [1, 0, 65_535].map(line => ({ microseconds: 5, later: 1, line }))
    const read = readBlock(blockBytes(1e12, repeats, '{"timestamp":1,"response_time":1}\n'))!
    expect(String(repeatsAsLines(read))).toBe('{"timestamp":1000000000.001,"response_time":0.000005}\n')
    expect(repeatsAsLines(readBlock(blockBytes(1e12, repeats, ''))!)).toHaveLength(0)
  })

  it('is offered and agreed to in lines that nobody takes for records or refusals of each other', () => {
    for (const line of [blockOffer, blockAnswer]) expect(line).toMatch(/^\{[ -~]+\}\n$/)
    expect(Object.keys(JSON.parse(blockOffer))).toEqual(['api_metrics'])
    expect(blockAnswer).not.toBe(blockOffer)
  })
})

describe('repeats as lines', () => {
  const memory = Buffer.alloc(65_536)
  /** As the sender writes a record the first time. */
  const lineOf = (millisecond: number, microseconds: number, exchange: Exchange): string => {
    const end = new LineWriter().request(memory, 0, millisecond, microseconds / 1000, frameOf(exchange))
    return memory.toString('latin1', 0, end)
  }
  const frameOf = (exchange: Exchange) => new Pieces().frame(exchange, 200)
  const tricky = '",\\",\\"response_time\\":1,"response_time":2.5{"timestamp":3$&$1\\'
  const text = fc.oneof(
    fc.constantFrom(tricky, ',"response_time":1', '{"timestamp":1', ',', '\\', '"', '$&'),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  const exchange = fc
    .tuple(text, text, fc.option(text), fc.option(text))
    .map(([path, agent, route, message]) => {
      const one = new Connection('10.0.0.1').begin('GET', path.replaceAll('?', ''), agent, null)
      one.route = route
      if (message !== null) one.recordError(message)
      return one
    })

  it('are those that the sender would have written', () => {
    const exchanges = fc.array(exchange, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(exchanges, fc.array(repeat(3), { maxLength: 12 }), base, (all, repeats, start) => {
        const known = repeats.filter(({ line }) => line < all.length)
        const lines = all.map((each, i) => lineOf(start, 1_500_000 * i, each))
        const read = readBlock(blockBytes(start, known, lines.join('')))!
        const expected = known.map(({ microseconds, later, line }) =>
          lineOf(start + later, microseconds, all[line]!),
        )
        expect(repeatsAsLines(read).toString('latin1')).toBe(expected.join(''))
      }),
    )
  })

  it('keep what a text says of times', () => {
    const one = new Connection(null).begin('GET', '/x,"response_time":1', null, null)
    const line = lineOf(1_700_000_000_000, 1, one).trimEnd()
    expect(line).toContain(',\\"response_time\\":1"')
    expect(withTimes(line, 1_700_000_001.5, 4000.25)).toBe(
      '{"timestamp":1700000001.500,"endpoint":"/x,\\"response_time\\":1","method":"GET","status_code":200,"response_time":4000.250000}',
    )
  })
})
