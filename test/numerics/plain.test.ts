import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame, Rollup } from '../../src/model/index.ts'
import type { Numerics } from '../../src/numerics/code.ts'
import { fixture } from '../support/cli.ts'

const root = join(import.meta.dirname, '..', '..')
const built = join(root, 'dist', 'numerics')

declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: object }
}

type Make = (imports: object) => Numerics
const compiled: Make = imports =>
  new WebAssembly.Instance(new WebAssembly.Module(readFileSync(join(built, 'numerics.wasm'))), imports)
    .exports as Numerics
const plain = createRequire(import.meta.url)(join(built, 'plain.cjs')) as Make

/** What a frame adds up to, and what is found in a series, as it stands in the memory. */
function answers(make: Make, frame: Uint8Array, cells: number, series: readonly number[]): unknown[] {
  const taken: unknown[] = []
  const doubles = (): Float64Array => new Float64Array(code.memory.buffer)
  const code = make({
    engine: Math,
    host: {
      slotOf: (number: number) => {
        code.takeSlot(number)
        return number
      },
      takeTexts: (clients: number, at: number, count: number) =>
        taken.push([clients, ...doubles().slice(at / 8, at / 8 + count)]),
      emptyStatuses: () => {},
    },
  })
  const slots = code.slots(8) / 8
  const put = (values: readonly number[]): number => {
    const at = code.allocate(8 * values.length)
    doubles().set(values, at / 8)
    return at
  }
  const results = (): number[] => [...doubles().slice(code.results.value / 8, code.results.value / 8 + 40)]
  code.reset()
  const at = code.allocate(frame.length + 8)
  new Uint8Array(code.memory.buffer).set(frame, at)
  const fault = code.addCells(at, at + frame.length, cells, 0)
  const figures = doubles().slice(slots, slots + code.slotWidth())
  const found = [fault, taken, [...figures]]
  code.reset()
  const times = series.map((_, i) => 60 * i)
  code.testTrend(put(times), put(series), series.length)
  found.push(results())
  code.reset()
  code.testChanges(put(times), put(series), series.length)
  return [...found, results()]
}

describe('the numerics in JavaScript', () => {
  it('give to the last bit what they give in WebAssembly', () => {
    const rollup = fc
      .array(
        fc.tuple(fc.integer({ min: 99, max: 599 }), fc.double({ min: 0, max: 1e7, noNaN: true }), fc.nat(2)),
        {
          maxLength: 40,
        },
      )
      .map(rows => {
        const made = new Rollup()
        for (const [status, duration, cache] of rows) made.add(status < 100 ? 0 : status, duration, cache - 1)
        if (rows.length > 3) made.addClient('10.0.0.1')
        return made
      })
    const series = fc.array(fc.oneof(fc.double({ min: 0, max: 9, noNaN: true }), fc.constant(Number.NaN)), {
      minLength: 12,
      maxLength: 120,
    })
    fc.assert(
      fc.property(fc.array(rollup, { minLength: 1, maxLength: 8 }), series, (rollups, values) => {
        const whole = encodeFrame(rollups.map((each, number) => [number, each]))
        // Behind the version, the texts and the number of cells.
        const text = rollups.some(each => each.clients !== null) ? 1 + '10.0.0.1'.length : 0
        const cells = whole.subarray(3 + text)
        const known = [5, ...values]
        const expected = answers(compiled, cells, rollups.length, known)
        expect(expected[0]).toBe(0)
        expect(answers(plain, cells, rollups.length, known)).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('make the same report where there is no WebAssembly, or no room for it', async () => {
    const report = [
      join(root, 'bin', 'api-metrics.js'),
      'report',
      '--format',
      'json',
      fixture('logs/caddy.jsonl'),
    ]
    const run = async (file: string, ...args: string[]): Promise<unknown> =>
      JSON.parse((await promisify(execFile)(file, args)).stdout, (key, value) =>
        key === 'generatedAt' ? undefined : value,
      )
    const usual = await run(process.execPath, ...report)
    expect(await run(process.execPath, '--jitless', ...report)).toEqual(usual)
    expect(await run('sh', '-c', 'ulimit -v 4000000; exec "$@"', '-', process.execPath, ...report)).toEqual(
      usual,
    )
  })
})
