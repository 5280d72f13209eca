import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { bin, fixture, runCli } from '../support/cli.ts'

interface Truth {
  requests: number
  errors_4xx: number
  errors_5xx: number
  status_unknown: number
  status_counts: Record<string, number>
  cache_hits: number | null
  cache_misses: number | null
  with_latency: number
  avg_response_ms: number | null
  p50_ms: number
  p95_ms: number
  p99_ms: number
  min_ms: number
  max_ms: number
  endpoints: Record<string, number>
  endpoints_normalized: Record<string, number>
}

const validate = new Ajv2020({ strict: false }).compile(
  JSON.parse(readFileSync(fixture('report.schema.json'), 'utf8')),
)
const logs = ['native.sample', 'caddy', 'nginx-typed', 'pino-http', 'fastify']
const log = (name: string) => fixture(`logs/${name}.jsonl`)
const truthOf = (name: string): Truth =>
  JSON.parse(readFileSync(fixture(`logs/${name}.expected.json`), 'utf8'))

async function reportOf(args: string[], input?: string | Uint8Array) {
  const { stdout, stderr, code } = await runCli(
    ['report', '--format', 'json', ...args],
    input === undefined ? {} : { input },
  )
  expect(stderr).toBe('')
  expect(code).toBe(0)
  const report = JSON.parse(stdout)
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true)
  const { ingest, requests } = report
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0)
  expect(ingest.lines).toBe(
    ingest.requests + ingest.systemSamples + sum(ingest.ignored) + sum(ingest.rejected),
  )
  expect(ingest.requests).toBe(requests.total + ingest.outsideWindow + ingest.filtered + sum(ingest.dropped))
  return report
}

const counts = (endpoints: { method: string | null; endpoint: string; total: number }[]) =>
  Object.fromEntries(
    endpoints.map(({ method, endpoint, total }) => [
      `${method ?? '-'} ${endpoint === '(unknown)' ? '-' : endpoint}`,
      total,
    ]),
  )

describe.each(logs)('report of %s', name => {
  const truth = truthOf(name)

  it('has the counts and times of the truth', async () => {
    const { requests, endpoints } = await reportOf(['--no-routes', log(name)])
    expect(requests.total).toBe(truth.requests)
    expect(requests.clientErrors).toBe(truth.errors_4xx)
    expect(requests.serverErrors).toBe(truth.errors_5xx)
    expect(requests.statusUnknown).toBe(truth.status_unknown)
    const { 0: _, ...known } = truth.status_counts
    expect(requests.statusCodes).toEqual(known)
    expect(requests.cache.hits).toBe(truth.cache_hits)
    expect(requests.cache.misses).toBe(truth.cache_misses)
    expect(counts(endpoints)).toEqual(truth.endpoints)
    const time = requests.responseTime
    expect(time.count).toBe(truth.with_latency)
    expect(time.mean).toBeCloseTo(truth.avg_response_ms! / 1000, 6)
    expect(time.min).toBeCloseTo(truth.min_ms / 1000, 6)
    expect(time.max).toBeCloseTo(truth.max_ms / 1000, 6)
    for (const [is, should] of [
      [time.p50, truth.p50_ms],
      [time.p95, truth.p95_ms],
      [time.p99, truth.p99_ms],
    ]) {
      expect(Math.abs(is - should / 1000)).toBeLessThanOrEqual((should / 1000) * 0.011 + 1e-12)
    }
  })

  it('groups by route', async () => {
    expect(counts((await reportOf([log(name)])).endpoints)).toEqual(truth.endpoints_normalized)
  })

  it('is the same from a file and through a pipe', async () => {
    const strip = ({ generatedAt, sources, ...rest }: Record<string, unknown>) =>
      JSON.parse(JSON.stringify(rest).replaceAll(JSON.stringify(log(name)), '"-"'))
    expect(strip(await reportOf([], readFileSync(log(name))))).toEqual(strip(await reportOf([log(name)])))
  })
})

describe('report', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const native = (timestamp: number, seconds = 0.1, extra: object = {}) =>
    JSON.stringify({
      timestamp,
      endpoint: '/a',
      method: 'GET',
      status_code: 200,
      response_time: seconds,
      ...extra,
    })

  it('follows objectives: what is left, how fast it burns, and no other exit code', async () => {
    // Ten minutes of 20 requests in each bucket of 5 s, the last minute of them slow.
    const lines = Array.from({ length: 2400 }, (_, i) => native(1_700_000_000 + i / 4, i < 2160 ? 0.1 : 0.9))
    const input = lines.join('\n')
    const slo = ['--slo', 'p95 < 500ms, 95% over 30d', '--slo', 'error_rate < 1%, 99% over 7d']
    const { slo: results, health } = await reportOf([...slo, '-'], input)
    expect(results).toEqual([
      {
        objective: 'p95 < 500ms, 95% over 30d',
        // A tenth of the time is missed, a twentieth allowed; 10 min of 30 d at twice the rate.
        burnRate: expect.closeTo(2, 1),
        budgetLeft: expect.closeTo(1 - (2 * 600) / (30 * 86_400), 4),
        message: expect.stringContaining('at this rate the budget of 30 d is gone in'),
      },
      {
        objective: 'error_rate < 1%, 99% over 7d',
        burnRate: 0,
        budgetLeft: 1,
        message: expect.stringContaining('no budget spent'),
      },
    ])
    expect(health.recommendations.map(({ id }: { id: string }) => id)).not.toContain('slo-burn')
    const text = await runCli(['report', ...slo, '-'], { input })
    expect(text.code).toBe(0)
    expect(text.stdout).toMatch(/Objectives\n.*burning +p95 < 500ms.*\n.*\n?.*kept +error_rate < 1%/)
    const html = await runCli(['report', '--format', 'html', ...slo, '-'], { input })
    expect(html.stdout).toMatch(/class="mark warning">burning<\/span> (<[^>]*>)?p95 &lt; 500ms/)
  })

  it('refuses an objective that does not parse, before it reads anything', async () => {
    const { stdout, stderr, code } = await runCli(['report', '--slo', 'p95 < 500ms over 30d', '/nowhere'])
    expect([stdout, code]).toEqual(['', 2])
    expect(stderr).toContain('^')
    expect(stderr).not.toContain('nowhere')
  })

  it('counts every good line between garbage, and every bad one by its reason', async () => {
    const lines = [
      native(1_700_000_000),
      'garbage',
      '',
      '{"timestamp":1700000001,"endpoint":"/a","method":"GET","status_code":',
      native(1_700_000_002),
      '[1,2,3]',
      '"text"',
      '{"level":"info","msg":"started"}',
      '\u0000\u0001\u0002',
      native(1_700_000_003),
      '{"timestamp":1700000004,"cpu_percent":12,"memory_percent":50}',
    ]
    const { ingest, requests, system } = await reportOf([], `${lines.join('\n')}\n`)
    expect(requests.total).toBe(3)
    expect(ingest.systemSamples).toBe(1)
    expect(system.cpuPercent.current).toBe(12)
    expect(ingest.ignored).toMatchObject({ blank: 1, notRequest: expect.any(Number) })
    expect(ingest.rejected.notJson).toBeGreaterThanOrEqual(3)
  })

  it('keeps to the window: closed at both ends, back from the newest request', async () => {
    const times = [0, 0.5, 1, 59.9, 60, 60.1, 300, 359.999, 360, 360.5]
    const input = times.map(time => native(1_700_000_000 + time)).join('\n')
    const report = await reportOf(['--window', '5m'], input)
    // Newest is 360.5, so the window starts at 60.5.
    expect(report.requests.total).toBe(4)
    expect(report.ingest.outsideWindow).toBe(6)
    expect(report.window).toEqual({
      from: '2023-11-14T22:14:20.500Z',
      to: '2023-11-14T22:19:20.500Z',
      seconds: 300,
    })
  })

  it('refuses a mapping to a field that a stream does not have either', async () => {
    const input = '{"method":"GET","path":"/a","status":200,"took":12}\n'.repeat(3)
    const { code, stderr, stdout } = await runCli(['report', '--map', 'duration=tok:ms', '-'], { input })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('did you mean took?')
  })

  it('takes no data for what it is', async () => {
    const report = await reportOf([], '{"level":"info","msg":"nothing here"}\n')
    expect(report.requests.total).toBe(0)
    expect(report.requests.errorRate).toBeNull()
    expect(report.requests.responseTime.mean).toBeNull()
    expect(report.window).toEqual({ from: null, to: null, seconds: null })
    expect(report.health.score).toBeNull()
    expect(report.health.status).toBe('unknown')
  })

  it('crosses a limit with exit code 3, after the report', async () => {
    const args = [
      'report',
      '--format',
      'json',
      '--fail-on',
      'p95 > 300ms',
      '--fail-on',
      'error_rate > 1%',
      log('native.sample'),
    ]
    const { stdout, stderr, code } = await runCli(args)
    expect(code).toBe(3)
    expect(JSON.parse(stdout).thresholds).toEqual([
      expect.objectContaining({ expression: 'p95 > 300ms', passed: true, actual: expect.any(Number) }),
      expect.objectContaining({ expression: 'error_rate > 1%', passed: false, actual: 0.125 }),
    ])
    expect(stderr).toContain('error_rate > 1%')
  })

  it('refuses a limit that does not parse, before reading', async () => {
    const { stdout, stderr, code } = await runCli(['report', '--fail-on', 'p95 >> 300ms', '/does/not/exist'])
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('p95 >> 300ms')
    expect(stderr).toContain('^')
  })

  it('says what is missing, and that the result is incomplete', async () => {
    const { stderr, code } = await runCli(['report', join(folder, 'absent.log')])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^api-metrics: .*no such file.*absent\.log\n/)
    expect(stderr).not.toContain('    at ')
  })

  it('reports what it can read when one of two files is missing', async () => {
    const { stdout, code } = await runCli([
      'report',
      '--format',
      'json',
      log('native.sample'),
      join(folder, 'absent.log'),
    ])
    expect(code).toBe(1)
    expect(JSON.parse(stdout).requests.total).toBe(40)
  })

  it('says of stdin and archives too that they are no JSON', async () => {
    const text = 'GET /a took long\nGET /b did not\n'
    const archive = join(folder, 'text.log.gz')
    writeFileSync(archive, gzipSync(text))
    for (const [args, input, place] of [
      [[], text, 'stdin'],
      [[archive], undefined, archive],
    ] as const) {
      const { stderr, code } = await runCli(['report', ...args], input === undefined ? {} : { input })
      expect({ code, line: stderr.split('\n')[0] }).toEqual({
        code: 1,
        line: `api-metrics: this is not a JSON log; it looks like plain text: ${place}`,
      })
    }
    const chatter = `${text.repeat(100)}${readFileSync(log('native.sample'), 'utf8')}`
    expect((await runCli(['report'], { input: chatter })).code).toBe(0)
    for (const input of ['{}', '[]\n', '{"a":1}\n']) {
      const { stderr, code } = await runCli(['report'], { input })
      expect({ input, stderr, code }).toEqual({ input, stderr: '', code: 0 })
      const path = join(folder, 'json.log')
      writeFileSync(path, input)
      expect((await runCli(['report', path])).stderr).toBe('')
    }
  })

  it('says what it waits for while stdin is silent', async () => {
    const line = 'api-metrics: waiting for a log on stdin; its end (Ctrl-D on a terminal) ends the wait\n'
    for (const command of ['report', 'inspect']) {
      const shell = spawn('/bin/bash', [
        '-c',
        `(read -r; cat ${log('native.sample')}) | ${process.execPath} ${bin} ${command}`,
      ])
      onTestFinished(() => void shell.kill('SIGKILL'))
      const [told] = await once(shell.stderr.setEncoding('utf8'), 'data')
      expect(told).toBe(line)
      shell.stdin.end('\n')
      expect(await text(shell.stdout)).toContain(
        command === 'report' ? 'At a glance' : 'Every line was understood',
      )
    }
    const quick = await runCli(['report'], { input: readFileSync(log('native.sample')) })
    expect(quick.stderr).toBe('')
    const none = await runCli(['inspect'])
    expect([none.stderr, none.code]).toEqual([
      'api-metrics: inspect needs a log\nhint: name a FILE, or pipe a log into it\n',
      2,
    ])
  })

  it('takes every filter that is given, and leaves out every exclusion', async () => {
    const lines = [200, 404, 500, 503].map((status, i) =>
      native(1_700_000_000 + i, 0.1, { status_code: status }),
    )
    const input = `${lines.join('\n')}\n`
    const total = async (...args: string[]) => (await reportOf(args, input)).requests.total
    expect(await total('--filter', 'status >= 400', '--filter', 'status < 503')).toBe(2)
    expect(await total('--exclude', 'status = 404', '--exclude', 'status = 500 or status = 503')).toBe(1)
    expect(await total('-f', 'status >= 400', '--exclude', 'status = 404', '--exclude', 'status = 500')).toBe(
      1,
    )
    const { stdout } = await runCli(['report', '--filter', 'nofield = 1'], { input })
    expect(stdout).toContain('No request in this window matches the filter; 4 requests did not.')
  })

  it('writes a file whole', async () => {
    const path = join(folder, 'report.json')
    const { stdout, code } = await runCli(['report', '--format', 'json', '-o', path, log('caddy')])
    expect([stdout, code]).toEqual(['', 0])
    expect(validate(JSON.parse(readFileSync(path, 'utf8')))).toBe(true)
    expect(readdirSync(folder).filter(name => name.endsWith('.tmp'))).toEqual([])
  })

  it('lets no hostile text reach the terminal', async () => {
    const hostile = '/x\u001b]0;owned\u0007\u009b2J{red-fg}\u202e'
    const path = join(folder, 'hostile.jsonl')
    writeFileSync(
      path,
      `${Array.from({ length: 20 }, (_, i) => native(1_700_000_000 + i, 2, { endpoint: hostile, status_code: 500, error_message: hostile })).join('\n')}\n`,
    )
    for (const args of [['report'], ['watch', '--plain'], ['inspect']]) {
      const child = await runCli(
        args[0] === 'watch' ? args : [...args, path],
        args[0] === 'watch' ? { input: readFileSync(path) } : {},
      )
      for (const text of [child.stdout, child.stderr])
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
      expect(child.code).toBe(0)
    }
    const report = await reportOf([path])
    expect(report.endpoints[0].endpoint).toBe(hostile)
  })
})
