import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDecoder, type DecodeOptions, detect } from '../../src/decode/index.ts'
import { ManualClock, type RequestBatch } from '../../src/model/index.ts'
import { listed } from './shapes/listed.ts'
import { traffic } from './shapes/traffic.ts'
import { unlisted } from './shapes/unlisted.ts'
import { wrapped } from './shapes/wrapped.ts'
import { addUp, lawOfCounting, textOf } from './totals.ts'

const folder = join(import.meta.dirname, '..', 'fixtures', 'logs')
const options: DecodeOptions = {
  source: 0,
  clock: new ManualClock(1_800_000_000),
  zone: 'UTC',
  kernel: 'off',
}

/** Everything a run of batches says, in one comparable value: rows in order, counters, last position. */
function picture(batches: readonly RequestBatch[]): string {
  const rows = batches.flatMap(batch =>
    Array.from({ length: batch.length }, (_, row) => [
      batch.timestamp[row],
      batch.duration[row],
      batch.status[row],
      batch.cache[row],
      textOf(batch, batch.method, row),
      textOf(batch, batch.endpoint, row),
      textOf(batch, batch.route, row),
      textOf(batch, batch.client, row),
      textOf(batch, batch.userAgent, row),
      textOf(batch, batch.errorMessage, row),
      lineOf(batch, row),
    ]),
  )
  const { ingest, samples } = addUp(batches)
  expect(lawOfCounting(ingest), JSON.stringify(ingest)).toBe(true)
  // compared as text: comparing thousands of arrays deeply takes most of the test's time
  return JSON.stringify({ rows, ingest, samples, end: batches.at(-1)?.position }, null, 1)
}

function lineOf({ line }: RequestBatch, row: number): string | null {
  if (line === null) return null
  const from = line.offset[row]!
  return Buffer.from(line.chunk.subarray(from, from + line.length[row]!)).toString('latin1')
}

function decode(bytes: Uint8Array, cuts: readonly number[], given: DecodeOptions): string {
  const decoder = createDecoder(given)
  const batches: RequestBatch[] = []
  let from = 0
  for (const to of [...cuts, bytes.length]) {
    // a copy that is spoilt afterwards: what is handed over is valid during the call only
    const chunk = new Uint8Array(bytes.subarray(from, to))
    batches.push(...decoder.write(chunk, { identity: 'f', offset: to }))
    chunk.fill(0x7b)
    from = to
  }
  batches.push(...decoder.end())
  return picture(batches)
}

function cutsOf(fractions: readonly number[], length: number): number[] {
  return fractions.map(fraction => Math.floor(fraction * length)).sort((a, b) => a - b)
}

const made = [...listed, ...unlisted, ...wrapped].map(({ name, lines, typical }) => ({
  name,
  bytes: Buffer.from(`${lines(traffic(60, typical)).join('\n')}\n`),
}))
const real = readdirSync(folder)
  .filter(file => file.endsWith('.jsonl'))
  .map(file => ({ name: file, bytes: readFileSync(join(folder, file)).subarray(0, 60_000) }))

describe.each([...real, ...made])('$name', ({ bytes }) => {
  it('gives the same rows and counts however it is cut', () => {
    const given = { ...options, keepLines: true }
    const whole = decode(bytes, [], given)
    const fractions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(fractions, cuts => {
        expect(decode(bytes, cutsOf(cuts, bytes.length), given)).toBe(whole)
      }),
      { numRuns: 3 },
    )
  })
})

it('gives the same when every byte comes alone', () => {
  for (const { bytes } of [real[0]!, ...made.slice(0, 3), ...made.slice(-12)]) {
    const few = bytes.subarray(0, 6000)
    const cuts = Array.from(few, (_, i) => i)
    expect(decode(few, cuts, options)).toBe(decode(few, [], options))
  }
})

const word = fc.constantFrom(
  '{"timestamp":1795336800.5,"endpoint":"/a","method":"GET","status_code":200,"response_time":0.01}',
  '{"timestamp":1795336801,"endpoint":"/b?x=1","method":"POST","status_code":500,"response_time":0.2,"cache_hit":false}',
  '{"cpu_percent":12.5,"memory_percent":40,"timestamp":1795336801}',
  '{"level":"info","msg":"hello"}',
  '[{"timestamp":1795336802,"endpoint":"/c","method":"GET","status_code":404,"response_time":1},{"x":1}]',
  '[{"a":[1,2,{"b":"]"}]},5,"x",{"c":"\\"}"}]',
  '[',
  ']',
  '{',
  '}',
  '{"broken":"',
  '"a": 1,',
  'plain text',
  '\ufeff',
  '\x00\x00\x00',
  '"\\ud83d\\ude00 ünï\u2028"',
  ',',
  ' ',
)
const newline = fc.constantFrom('\n', '\r\n', '', '\n\n')

it('gives the same for any mixture of pieces', () => {
  const piece = fc.tuple(word, newline).map(([text, end]) => text + end)
  const input = fc.array(piece, { maxLength: 40 }).map(pieces => Buffer.from(pieces.join('')))
  const fractions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 })
  const small = { ...options, maxLineBytes: 150, maxBatchRows: 5, keepLines: true }
  fc.assert(
    fc.property(input, fractions, (bytes, cuts) => {
      expect(decode(bytes, cutsOf(cuts, bytes.length), small)).toBe(decode(bytes, [], small))
    }),
    { numRuns: 1500 },
  )
})

it('gives the same for any bytes at all', () => {
  const bytes = fc
    .uint8Array({ maxLength: 300 })
    .map(raw => raw.map(byte => (byte < 80 ? byte : 0x22 + (byte % 90))))
  const fractions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })
  fc.assert(
    fc.property(bytes, fractions, (raw, cuts) => {
      expect(decode(raw, cutsOf(cuts, raw.length), options)).toBe(decode(raw, [], options))
    }),
    { numRuns: 1500 },
  )
})

it('reads a shuffled file as the sorted one', () => {
  for (const { name, bytes } of real) {
    if (/array|caddy-mixed|docker-json|cri|truncated|bom/.test(name)) continue
    const lines = bytes.toString('latin1').trimEnd().split('\n')
    const shuffled = lines
      .map((line, i) => ({ line, key: (i * 7919) % 104_729 }))
      .sort((a, b) => a.key - b.key)
    const mixed = Buffer.from(`${shuffled.map(({ line }) => line).join('\n')}\n`, 'latin1')
    const sorted = (read: string): string[] =>
      (JSON.parse(read) as { rows: unknown[][] }).rows.map(row => JSON.stringify(row)).sort()
    const plan = detect([bytes], options)
    const mixedPlan = detect([mixed], options)
    expect(mixedPlan.units, name).toEqual(plan.units)
    expect(sorted(decode(mixed, [], { ...options, plan: mixedPlan })), name).toEqual(
      sorted(decode(Buffer.from(`${lines.join('\n')}\n`, 'latin1'), [], { ...options, plan })),
    )
  }
})
