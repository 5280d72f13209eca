import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MetricsCollector, type RequestMetric, type SummaryReport } from '../../src/index.ts'
import { ManualClock } from '../../src/model/index.ts'
import { root, runCli } from '../support/cli.ts'

const schema = JSON.parse(readFileSync(new URL('../fixtures/report.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema)

const start = 1_732_270_000

function open(options: { maxRequests?: number; maxSystemMetrics?: number } = {}) {
  const clock = new ManualClock(start)
  return { clock, metrics: new MetricsCollector({ ...options, clock, sampleInterval: 0, host: 'web-3' }) }
}

const request = fc.record({
  timestamp: fc.integer({ min: 0, max: 600_000 }).map(ms => start - ms / 1000),
  endpoint: fc.constantFrom('/users/7', '/users/8?x=1', '/search', '/checkout'),
  method: fc.constantFrom('GET', 'POST', 'BREW'),
  statusCode: fc.constantFrom(200, 201, 302, 404, 429, 500, 503),
  responseTime: fc.integer({ min: 1, max: 5_000_000 }).map(us => us / 1e6),
  cacheHit: fc.option(fc.boolean(), { nil: undefined }),
})

describe('MetricsCollector', () => {
  it('counts what an exact computation counts', () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 200 }), requests => {
        const { metrics } = open()
        for (const each of requests) metrics.recordRequest(each)
        const inside = requests.filter(({ timestamp }) => timestamp >= start - 300)
        const stats = metrics.getRequestStats(300)
        expect(stats.total).toBe(inside.length)
        expect(stats.errors).toBe(inside.filter(({ statusCode }) => statusCode >= 400).length)
        if (inside.length > 0) expect(stats.errorRate).toBeCloseTo(stats.errors / inside.length, 9)
        else expect(stats.errorRate).toBeNull()
        for (const { statusCode } of inside) {
          const same = inside.filter(each => each.statusCode === statusCode).length
          expect(stats.statusCodes[statusCode]).toBe(same)
        }
        const durations = inside.map(({ responseTime }) => responseTime).sort((a, b) => a - b)
        expect(stats.responseTime.max).toBe(durations.at(-1) ?? null)
        if (durations.length === 0) return
        const exact = durations[Math.ceil(0.95 * durations.length) - 1]!
        expect(Math.abs(stats.responseTime.p95! - exact) / exact).toBeLessThan(0.011)
        const hits = inside.filter(({ cacheHit }) => cacheHit === true).length
        const lookups = inside.filter(({ cacheHit }) => cacheHit !== undefined).length
        if (lookups > 0) expect(stats.cache.hitRate).toBeCloseTo(hits / lookups, 9)
        else expect(stats.cache.hitRate).toBeNull()
        expect(stats.endpoints.reduce((sum, { total }) => sum + total, 0)).toBe(inside.length)
      }),
      { numRuns: 50 },
    )
  })

  it('gives the numbers of the command line for the same requests', async () => {
    const { metrics } = open()
    const requests = fc.sample(request, { numRuns: 500, seed: 7 })
    for (const each of requests) metrics.recordRequest(each)
    const folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
    const lines = requests.map(({ timestamp, endpoint, method, statusCode, responseTime, cacheHit }) =>
      JSON.stringify({
        timestamp,
        endpoint,
        method,
        status_code: statusCode,
        response_time: responseTime,
        cache_hit: cacheHit,
      }),
    )
    writeFileSync(join(folder, 'requests.jsonl'), `${lines.join('\n')}\n`)
    const window = [
      '--since',
      new Date((start - 600) * 1000).toISOString(),
      '--until',
      new Date(start * 1000).toISOString(),
    ]
    const { stdout } = await runCli(['report', join(folder, 'requests.jsonl'), ...window, '--format', 'json'])
    const report = JSON.parse(stdout)
    const summary = metrics.getSummary(600)
    for (const part of ['requests', 'endpoints', 'health'] as const)
      expect(summary[part]).toEqual(report[part])
    rmSync(folder, { recursive: true })
  })

  it('meets the schema of the report, with and without data', () => {
    const { metrics } = open()
    expect(validate(metrics.getSummary())).toBe(true)
    metrics.recordRequest({ endpoint: '/a', statusCode: 200, responseTime: 0.1, timestamp: start })
    metrics.recordSystemMetric({ cpuPercent: 40, timestamp: start })
    const summary = metrics.getSummary()
    validate(summary)
    expect(validate.errors ?? []).toEqual([])
  })

  it('keeps the newest, so many at most', () => {
    const { metrics } = open({ maxRequests: 100, maxSystemMetrics: 10 })
    for (let i = 0; i < 1234; i++) {
      metrics.recordRequest({
        endpoint: `/n/${i % 2 === 0 ? 'even' : 'odd'}`,
        statusCode: 200,
        responseTime: i,
      })
      metrics.recordSystemMetric({ cpuPercent: i % 100 })
    }
    const { total, responseTime } = metrics.getRequestStats()
    expect([total, responseTime.min, responseTime.max]).toEqual([100, 1134, 1233])
    expect(metrics.getSystemStats()).toMatchObject({
      samples: 10,
      host: 'web-3',
      cpuPercent: { max: 33, mean: 28.5 },
    })
  })

  it('forgets what is older', () => {
    const { metrics, clock } = open()
    for (const hours of [30, 25, 23, 1]) {
      metrics.recordRequest({ endpoint: '/a', statusCode: 200, timestamp: start - hours * 3600 })
      metrics.recordSystemMetric({ memoryPercent: 50, timestamp: new Date((start - hours * 3600) * 1000) })
    }
    expect(metrics.clearOldMetrics(24)).toBe(4)
    expect(metrics.getRequestStats(48 * 3600).total).toBe(2)
    expect(metrics.getSystemStats(48 * 3600)?.samples).toBe(2)
    clock.advance(24 * 3600)
    expect(metrics.clearOldMetrics(24)).toBe(4)
    expect(metrics.getSystemStats(48 * 3600)).toBeNull()
  })

  it('scores the last five minutes, and says when there is nothing to score', () => {
    const { metrics, clock } = open()
    expect(metrics.getHealthScore()).toMatchObject({ score: null, status: 'unknown' })
    for (let i = 0; i < 100; i++) metrics.recordRequest({ endpoint: '/a', statusCode: 500, responseTime: 3 })
    metrics.recordSystemMetric({ cpuPercent: 10, memoryPercent: 10 })
    expect(metrics.getHealthScore()).toMatchObject({ score: 60, status: 'fair' })
    clock.advance(301)
    expect(metrics.getHealthScore()).toMatchObject({ score: null, status: 'unknown' })
  })

  it('takes what is not given, or is nonsense, for unknown', () => {
    const { metrics } = open()
    metrics.recordRequest({ endpoint: '/bare' })
    for (const odd of [
      {},
      { endpoint: 7, statusCode: 'x', responseTime: Number.NaN },
      { endpoint: '\u0000\ud800' },
      { endpoint: 'x:y z' },
    ]) {
      metrics.recordRequest(odd as unknown as RequestMetric)
    }
    const { ingest, requests } = metrics.getSummary()
    expect(requests).toMatchObject({
      total: 5,
      statusUnknown: 5,
      errorRate: null,
      responseTime: { count: 0 },
    })
    expect(ingest.lines).toBe(5)
  })

  it('throws at nothing it is given, and keeps what it has', () => {
    const nothing = null as unknown as RequestMetric
    const metrics = new MetricsCollector({
      clock: new ManualClock(start),
      sampleInterval: Number.POSITIVE_INFINITY,
    })
    metrics.recordRequest(nothing)
    metrics.recordSystemMetric(nothing as object)
    expect(new MetricsCollector(null as unknown as object)).toBeDefined()
    for (const hours of [Number.NaN, undefined, 'x'] as unknown as number[])
      expect(metrics.clearOldMetrics(hours)).toBe(0)
    for (const seconds of [Number.NaN, '5m', {}] as unknown as number[]) {
      const summary = metrics.getSummary(seconds)
      expect(validate(summary), JSON.stringify(validate.errors)).toBe(true)
      expect([summary.requests.total, summary.window.seconds]).toEqual([1, 300])
    }
    metrics.close()
    metrics.close()
  })

  it('keeps its usual number of records where none is given', () => {
    for (const [maxRequests, kept] of [
      [Number.NaN, 30],
      [-5, 30],
      ['7' as unknown as number, 30],
      [7.9, 7],
      [0, 0],
      [Number.POSITIVE_INFINITY, 30],
    ] as const) {
      const { metrics } = open({ maxRequests })
      for (let i = 0; i < 30; i++) metrics.recordRequest({ endpoint: '/a' })
      expect([maxRequests, metrics.getSummary().requests.total]).toEqual([maxRequests, kept])
    }
  })

  it('cuts texts that would fill the memory, and counts their requests', () => {
    const { metrics } = open()
    const long = 'x'.repeat(3_000_000)
    metrics.recordRequest({ endpoint: `/${long}`, statusCode: 500, errorMessage: long, userAgent: long })
    const { requests, ingest } = metrics.getSummary()
    expect([requests.total, requests.serverErrors]).toEqual([1, 1])
    expect(ingest.bytes).toBeLessThan(20_000)
  })

  it('takes times in seconds, in milliseconds and as dates', () => {
    const { metrics } = open()
    for (const timestamp of [start - 1, (start - 1) * 1000, new Date((start - 1) * 1000)])
      metrics.recordRequest({ endpoint: '/a', timestamp })
    expect(metrics.getSummary(10).requests.total).toBe(3)
  })

  it('waits between two samples as long as a timer can', () => {
    const script = `
      import { MetricsCollector } from 'api-metrics'
      process.on('warning', warning => console.log(warning.name))
      for (const sampleInterval of [1e12, Infinity, NaN, -1]) new MetricsCollector({ sampleInterval })
      setTimeout(() => console.log('quiet'), 100)
    `
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: root,
      encoding: 'utf8',
      timeout: 15_000,
    })
    expect([stdout, stderr]).toEqual(['quiet\n', ''])
  })

  it('answers whatever is asked for', async () => {
    const { metrics } = open()
    const server = createServer(metrics.metricsHandler())
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    for (const [target, status] of [
      ['//', 200],
      ['///?window=1h', 200],
      ['http://[', 200],
      ['*', 200],
      ['/?window=%zz', 400],
      ['/?window=', 400],
      [`/?window=${'9'.repeat(400)}`, 400],
    ] as const) {
      const socket = connect(port, '127.0.0.1')
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      const answer = await text(socket)
      expect([target, Number(answer.slice(9, 12))]).toEqual([target, status])
    }
    server.close()
  })

  it('answers with JSON', async () => {
    const { metrics } = open()
    metrics.recordRequest({ endpoint: '/old', statusCode: 200, timestamp: start - 400 })
    metrics.recordRequest({ endpoint: '/new', statusCode: 200, timestamp: start - 4 })
    const server = createServer(metrics.metricsHandler())
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const ask = (query: string, method = 'GET') =>
      fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics.json${query}`, { method })
    const total = async (query: string) => ((await (await ask(query)).json()) as SummaryReport).requests.total
    expect([await total(''), await total('?window=10m'), await total('?window=3')]).toEqual([1, 2, 0])
    expect((await ask('?window=soon')).status).toBe(400)
    expect((await ask('', 'POST')).status).toBe(405)
    expect(await (await ask('', 'HEAD')).text()).toBe('')
    server.closeAllConnections()
    server.close()
  })

  it('samples in the background without keeping the process alive', () => {
    const script = `
      import { MetricsCollector } from 'api-metrics'
      const metrics = new MetricsCollector({ sampleInterval: 0.05 })
      const look = () => metrics.getSystemStats()?.memoryPercent == null ? setTimeout(look, 20) : console.log(JSON.stringify(metrics.getSystemStats()))
      look()
    `
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: root,
      encoding: 'utf8',
      timeout: 15_000,
    })
    expect(status).toBe(0)
    expect(JSON.parse(stdout).memoryPercent.current).toBeGreaterThan(0)
  })
})
