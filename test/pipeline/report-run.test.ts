import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ManualClock, type Snapshot } from '../../src/model/index.ts'
import { parseFilter } from '../../src/query/index.ts'
import { fixture, root } from '../support/cli.ts'

// From dist/, where the worker threads are what users run.
type Run = typeof import('../../src/pipeline/report-run.ts')
const { runReport } = (await import(join(root, 'dist', 'pipeline', 'report-run.js'))) as Run

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function run(paths: string[], threads: number, options: Partial<Parameters<Run['runReport']>[0]> = {}) {
  const said: string[] = []
  const snapshot = await runReport({
    inputs: paths.map(path => ({ kind: 'file', path })),
    clock: new ManualClock(1_800_000_000),
    windowSeconds: null,
    range: null,
    decode: { zone: 'UTC' },
    collector: {},
    onError: error => {
      throw error
    },
    explain: message => said.push(message),
    threads,
    partBytes: 1000,
    ...options,
  })
  return { snapshot, said }
}

/** Estimates of bounded lists and the order in which equals were met may differ; nothing else. */
function comparable(snapshot: Snapshot): unknown {
  return JSON.parse(JSON.stringify({ ...snapshot, generatedAt: 0, sources: null }))
}

describe('runReport with several threads', () => {
  it.each([
    'native.sample',
    'caddy',
    'nginx-typed',
    'pino-http',
    'fastify',
    'haproxy-flat',
    'express-bunyan-logger',
  ])('counts what one thread counts: %s', async name => {
    const path = fixture(`logs/${name}.jsonl`)
    const one = await run([path], 1)
    const four = await run([path], 4)
    expect(four.said.some(text => text.includes('4 threads'))).toBe(true)
    expect(comparable(four.snapshot)).toEqual(comparable(one.snapshot))
  })

  it.each(['native.sample', 'caddy', 'nginx-combined', 'pino-http', 'haproxy-flat', 'traefik.sample'])(
    'says of a big file what it says of a small one, slowest requests included: %s',
    async name => {
      const path = fixture(`logs/${name}.jsonl`)
      const small = await run([path], 1)
      for (const threads of [1, 3]) {
        const big = await run([path], threads, { leanBytes: 1000 })
        expect(comparable(big.snapshot)).toEqual(comparable(small.snapshot))
      }
      expect(small.snapshot.slowest.every(({ line, client }) => line !== null && client !== null)).toBe(true)
    },
  )

  it('reads several files of several formats', async () => {
    const paths = ['caddy', 'fastify', 'native.sample', 'pino-http'].map(name =>
      fixture(`logs/${name}.jsonl`),
    )
    const one = await run(paths, 1)
    const three = await run(paths, 3)
    expect(comparable(three.snapshot)).toEqual(comparable(one.snapshot))
    expect(three.snapshot.sources.map(({ format }) => format.name)).toEqual([
      'caddy',
      'fastify',
      'native',
      'pino-http',
    ])
  })

  it('keeps the endpoints that were seen first, whoever saw them', async () => {
    const path = join(folder, 'many.jsonl')
    const line = (i: number) =>
      JSON.stringify({
        timestamp: 1_700_000_000 + i,
        endpoint: `/e${(i * 7) % 50}`,
        method: 'GET',
        status_code: 200,
        response_time: i / 1000,
      })
    writeFileSync(path, `${Array.from({ length: 500 }, (_, i) => line(i)).join('\n')}\n`)
    const collector = { maxEndpoints: 10 }
    const one = await run([path], 1, { collector })
    const four = await run([path], 4, { collector })
    expect(one.snapshot.endpoints.at(-1)?.endpoint).toBe('(other)')
    expect(comparable(four.snapshot)).toEqual(comparable(one.snapshot))
  })

  it('filters and groups', async () => {
    const path = fixture('logs/caddy.jsonl')
    const collector = { filter: parseFilter('status >= 400'), groupBy: 'method' }
    const one = await run([path], 1, { collector })
    const four = await run([path], 4, { collector })
    expect(one.snapshot.requests.total).toBeGreaterThan(0)
    expect(comparable(four.snapshot)).toEqual(comparable(one.snapshot))
  })

  it('gives a shuffled log the report of the sorted one', async () => {
    const lines = readFileSync(fixture('logs/native.sample.jsonl'), 'utf8').trimEnd().split('\n')
    const [sorted, shuffled] = ['sorted', 'shuffled'].map(name => join(folder, `${name}.jsonl`)) as [
      string,
      string,
    ]
    writeFileSync(sorted, `${lines.join('\n')}\n`)
    writeFileSync(
      shuffled,
      `${lines
        .map((line, i) => [(i * 17) % lines.length, line] as const)
        .sort((a, b) => a[0] - b[0])
        .map(([, line]) => line)
        .join('\n')}\n`,
    )
    const text = (snapshot: Snapshot, name: string) =>
      JSON.stringify(comparable(snapshot)).replaceAll(name, 'log')
    const one = await run([sorted], 1)
    const other = await run([shuffled], 3)
    expect(JSON.parse(text(other.snapshot, shuffled))).toEqual(JSON.parse(text(one.snapshot, sorted)))
  })
})

describe('runReport of a window', () => {
  const start = 1_700_000_000
  const write = (name: string, times: number[]) => {
    const path = join(folder, name)
    const line = (time: number) =>
      JSON.stringify({
        timestamp: time,
        endpoint: '/a',
        method: 'GET',
        status_code: 200,
        response_time: 0.01,
        user_agent: 'x'.repeat(300),
      })
    writeFileSync(path, `${times.map(line).join('\n')}\n`)
    return path
  }
  const times = Array.from({ length: 40_000 }, (_, i) => start + i * 0.9)
  const within = times.filter(time => time >= times.at(-1)! - 600).length

  it('finds its start in an ordered file without reading the rest', async () => {
    const { snapshot, said } = await run([write('ordered.jsonl', times)], 1, { windowSeconds: 600 })
    expect(snapshot.requests.total).toBe(within)
    expect(snapshot.ingest.skippedBytes).toBeGreaterThan(10_000_000)
    expect(said.join()).toContain('begins at byte')
    // The window before is compared with, so it was read as well.
    expect(snapshot.previous?.requests.total).toBe(
      times.filter(t => t < times.at(-1)! - 600 && t >= times.at(-1)! - 1200).length,
    )
  })

  it('notices a file that is not in order, and reads it whole', async () => {
    const swapped = [...times.slice(20_000), ...times.slice(0, 20_000)]
    const { snapshot, said } = await run([write('swapped.jsonl', swapped)], 2, { windowSeconds: 600 })
    expect(snapshot.requests.total).toBe(within)
    expect(snapshot.ingest.skippedBytes).toBe(0)
    expect(said.join()).toContain('not in order')
  })

  it('bears lateness of less than a minute', async () => {
    const late = times.map((time, i) => time - (i % 13 === 0 ? 45 : 0))
    const { snapshot } = await run([write('late.jsonl', late)], 2, { windowSeconds: 600 })
    const newest = Math.max(...late)
    expect(snapshot.requests.total).toBe(late.filter(time => time >= newest - 600).length)
  })

  it('ends with the newest request, though others stand behind it', async () => {
    const early = times.map((time, i) => time + (i === times.length - 60 ? 90 : 0))
    const { snapshot, said } = await run([write('early.jsonl', early)], 2, { windowSeconds: 600 })
    const newest = times.at(-60)! + 90
    expect(snapshot.window.to).toBe(newest)
    expect(snapshot.requests.total).toBe(early.filter(time => time >= newest - 600).length)
    expect(said.join()).toContain('read again')
  })
})
