import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutRepeats } from '../../src/collector/repeats.ts'
import { BatchPool, createDecoder, type DecodeOptions, type Decoder } from '../../src/decode/index.ts'
import {
  addIngest,
  blockHeaderBytes,
  emptyIngest,
  ManualClock,
  type RequestBatch,
  readBlock,
  repeatBytes,
  repeatsAsLines,
  sharedLine,
  withTimes,
  writeBlockHeader,
} from '../../src/model/index.ts'
import { textOf } from './totals.ts'

const now = 1_800_000_000
const base = (now - 60) * 1000
const options: DecodeOptions = { source: 0, clock: new ManualClock(now), keepLines: true, rejectFuture: true }

interface Repeat {
  readonly line: number
  readonly later: number
  readonly microseconds: number
}

const tails = [
  ',"endpoint":"/","method":"GET","status_code":200,"response_time":#,"client_ip":"10.0.0.1"}',
  ',"endpoint":"/u/7","method":"POST","status_code":500,"response_time":#,"route":"/u/:id","cache_hit":true}',
  ',"endpoint":"/\\u00e9\\",\\"response_time\\":1","method":"GET","status_code":404,"response_time":#,"user_agent":"x"}',
  ',"endpoint":"/e","method":"PUT","status_code":503,"response_time":#,"error_message":"no \\"room\\"","client_ip":"::1"}',
]

function line(kind: number, milliseconds: number, microseconds: number): string {
  const seconds = (microseconds / 1e6).toFixed(6)
  return `{"timestamp":${(milliseconds / 1000).toFixed(3)}${tails[kind % tails.length]!.replace('#', seconds)}\n`
}

function blockOf(lines: readonly string[], repeats: readonly Repeat[], from = base): Uint8Array {
  const text = Buffer.from(lines.join(''), 'latin1')
  const repeated = repeats.length * repeatBytes
  const block = Buffer.from(new ArrayBuffer(blockHeaderBytes + repeated + text.length))
  writeBlockHeader(block, 0, block.length, from, repeats.length)
  repeats.forEach(({ line, later, microseconds }, i) => {
    block.writeUInt32LE(microseconds, blockHeaderBytes + i * repeatBytes)
    block.writeUInt16LE(later, blockHeaderBytes + i * repeatBytes + 4)
    block.writeUInt16LE(line, blockHeaderBytes + i * repeatBytes + 6)
  })
  text.copy(block, blockHeaderBytes + repeated)
  return block
}

function rowsOf(given: RequestBatch): string[] {
  const batch = withoutRepeats(given)
  const { timestamp, duration, status, cache, extra } = batch
  const texts = [batch.method, batch.endpoint, batch.route, batch.client, batch.userAgent, batch.errorMessage]
  const { chunk, offset, length } = batch.line!
  return Array.from({ length: batch.length }, (_, row) => {
    const size = length[row]! % sharedLine
    const text = Buffer.from(chunk.subarray(offset[row]!, offset[row]! + size)).toString('latin1')
    const own = length[row]! >= sharedLine ? withTimes(text, timestamp[row]!, duration[row]!) : text
    const words = [...texts, ...extra.values()].map(column => textOf(batch, column, row))
    return [timestamp[row], duration[row], status[row], cache[row], ...words, own].join('\0')
  })
}

/** All rows in order of their texts, and what was counted. */
function decoded(
  given: DecodeOptions,
  feed: (decoder: Decoder, take: (batches: RequestBatch[]) => void) => void,
) {
  const decoder = createDecoder(given)
  const rows: string[] = []
  const counters = emptyIngest()
  let repeats = 0
  const take = (batches: RequestBatch[]): void => {
    for (const batch of batches) {
      rows.push(...rowsOf(batch))
      addIngest(counters, batch.counters)
      repeats += batch.repeats?.length ?? 0
      given.pool?.give(batch)
    }
  }
  feed(decoder, take)
  take(decoder.end())
  return { rows: rows.sort(), counters: { ...counters, bytes: 0 }, repeats }
}

/** Enough of the same kind that units and format are decided. */
const lessons = Array.from({ length: 64 }, (_, i) => line(i, base - i, 1000 + i)).join('')

function viaBlocks(blocks: readonly Uint8Array[], given: DecodeOptions, taught = true) {
  return decoded(given, (decoder, take) => {
    const text = Buffer.from(lessons)
    if (taught) take(decoder.write(text, { identity: '', offset: text.length }))
    if (taught) take(decoder.settle())
    for (const block of blocks) {
      take(decoder.block(block))
      take(decoder.flush())
    }
  })
}

function viaLines(blocks: readonly Uint8Array[], given: DecodeOptions, taught = true) {
  const { pool: _, ...own } = given
  return decoded(own, (decoder, take) => {
    let offset = 0
    const write = (text: Uint8Array): void => {
      offset += text.length
      take(decoder.write(text, { identity: '', offset }))
    }
    if (taught) write(Buffer.from(lessons))
    if (taught) take(decoder.settle())
    for (const bytes of blocks) {
      const block = readBlock(bytes)!
      write(block.lines)
      write(repeatsAsLines(block))
    }
  })
}

const blocks = fc.array(
  fc
    .record({
      kinds: fc.array(fc.nat(3), { minLength: 1, maxLength: 6 }),
      repeats: fc.array(fc.tuple(fc.nat(), fc.nat(65_535), fc.nat(0xffff_ffff)), { maxLength: 300 }),
    })
    .map(({ kinds, repeats }) =>
      blockOf(
        kinds.map((kind, i) => line(kind, base + i, 500 * i)),
        repeats.map(([at, later, microseconds]) => ({ line: at % kinds.length, later, microseconds })),
      ),
    ),
  { minLength: 1, maxLength: 4 },
)

describe('blocks of requests', () => {
  it.each<[string, DecodeOptions]>([
    ['as they are', options],
    ['by the kernel', { ...options, kernel: 'always' }],
    ['into memory that is used again', { ...options, pool: new BatchPool() }],
    ['with fields asked for', { ...options, extraFields: ['client_ip', 'cache_hit'] }],
  ])('come out as their lines would, %s', (_, given) => {
    fc.assert(
      fc.property(blocks, sent => {
        const { repeats, ...short } = viaBlocks(sent, given)
        const { repeats: none, ...long } = viaLines(sent, given)
        expect(short).toEqual(long)
        expect(none).toBe(0)
        expect(repeats).toBe(sent.reduce((sum, bytes) => sum + readBlock(bytes)!.repeats.length / 2, 0))
      }),
      { numRuns: 30 },
    )
  })

  it.each<[string, DecodeOptions, boolean?]>([
    ['units are given by hand', { ...options, units: { duration: 'ms' } }],
    ['the duration is asked for as a field', { ...options, extraFields: ['response_time'] }],
    ['the time is asked for as a field', { ...options, extraFields: ['timestamp'] }],
    ['another field is the duration', { ...options, map: [{ field: 'duration', path: 'timestamp' }] }],
    ['nothing was decided yet', options, false],
  ])('are read as lines where %s', (_, given, taught) => {
    const sent = [blockOf([line(0, base, 10)], [{ line: 0, later: 1, microseconds: 20 }])]
    const short = viaBlocks(sent, given, taught)
    expect(short).toEqual(viaLines(sent, given, taught))
    expect(short.repeats).toBe(0)
  })

  it('are read as lines where one of them is no request, or a repeat names none', () => {
    const repeats = [{ line: 1, later: 1, microseconds: 20 }]
    const sent = [
      blockOf(['{"msg":"started"}\n', line(0, base, 10)], repeats),
      blockOf([line(0, base, 10)], repeats),
    ]
    const short = viaBlocks(sent, options)
    expect(short).toEqual(viaLines(sent, options))
    expect(short.counters).toMatchObject({ requests: 64 + 3, ignored: { notRequest: 1 } })
  })

  it('have requests from the future rejected', () => {
    const ahead = (now + 3600) * 1000
    const sent = [blockOf([line(0, base, 10)], [{ line: 0, later: 1, microseconds: 20 }], ahead)]
    const short = viaBlocks(sent, options)
    expect(short).toEqual(viaLines(sent, options))
    expect(short.counters.rejected.future).toBe(1)
  })

  it('count as one line that cannot be read where they contradict themselves', () => {
    const broken = blockOf([line(0, base, 10)], []).slice()
    broken[16] = 200
    const { counters } = viaBlocks([broken], options)
    expect(counters).toMatchObject({ lines: 65, requests: 64, rejected: { notJson: 1 } })
  })
})
