import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/insight/index.ts'
import { AppError, ExitCode } from '../../src/model/index.ts'
import { parseThreshold } from '../../src/query/index.ts'
import { type Call, snapshotOf } from '../insight/snapshots.ts'

// 100 requests: 1 … 100 ms, 4 of them 500, 2 of them 404; one in five is a POST to /b.
const calls: Call[] = Array.from({ length: 100 }, (_, i) => ({
  at: 1000 + i / 10,
  duration: (i + 1) / 1000,
  status: i < 4 ? 500 : i < 6 ? 404 : 200,
  cache: i % 4 === 0,
  ...(i % 5 === 0 ? { method: 'POST', endpoint: '/b' } : { endpoint: '/a' }),
}))
const snapshot = snapshotOf(calls, {
  from: 1000,
  to: 1010,
  samples: [{ at: 1005, cpuPercent: 81, memoryPercent: 60, diskUsagePercent: 91 }],
})
const { health } = analyse(snapshot)
const check = (text: string, of = snapshot) => {
  const { expression, passed, actual } = parseThreshold(text).evaluate(of, health)
  expect(expression).toBe(text)
  return { passed, actual }
}

describe('a limit', () => {
  it.each([
    ['mean > 50ms', false, 0.0505],
    ['mean > 51ms', true, 0.0505],
    ['mean >= 50.5 ms', false, 0.0505],
    ['avg>0.0504s', false, 0.0505],
    ['max > 100ms', true, 0.1],
    ['max >= 100ms', false, 0.1],
    ['min < 1ms', true, 0.001],
    ['error_rate > 5%', false, 0.06],
    ['error_rate > 6%', true, 0.06],
    ['errorRate > 0.06', true, 0.06],
    ['server_error_rate >= 4 %', false, 0.04],
    ['errors >= 6', false, 6],
    ['server_errors > 4', true, 4],
    ['requests < 100', true, 100],
    ['requests < 101', false, 100],
    ['requests = 100', false, 100],
    ['requests != 100', true, 100],
    ['rate < 10', true, 10],
    ['cache_hit_rate < 30%', false, 0.25],
    ['cpu > 80%', false, 81],
    ['cpu > 81', true, 81],
    ['memory > 80 %', true, 60],
    ['disk > 90%', false, 91],
    ['requests < 80 @ "GET /a"', true, 80],
    ['requests > 10 @ POST /b', false, 20],
    ['error_rate > 4% @ /a', false, 0.05],
    ['errors > 1 @ "/*"', false, 4],
    ['errors < 2 @ "* /*"', true, 2],
    ['errors < 3 @ "* /*"', false, 2],
  ])('%s: passed %s, actual %f', (text, passed, actual) => {
    const result = check(text)
    expect(result.passed).toBe(passed)
    expect(result.actual).toBeCloseTo(actual, 12)
  })

  it.each([
    ['p50 > 49ms', 50],
    ['p90 > 89ms', 90],
    ['p95 > 94ms', 95],
    ['p99 > 98ms', 99],
    ['p99.9 > 99ms', 100],
  ])('%s reads the nearest-rank percentile within 1.1 %%', (text, milliseconds) => {
    const { passed, actual } = check(text)
    expect(passed).toBe(false)
    expect(Math.abs(actual! * 1000 - milliseconds)).toBeLessThanOrEqual(0.011 * milliseconds)
  })

  it('reads the score', () => {
    expect(check('health < 75')).toEqual({ passed: health.score! >= 75, actual: health.score })
    expect(check(`health < ${health.score! + 1}`).passed).toBe(false)
  })

  it('counts no data as crossed', () => {
    const empty = snapshotOf([])
    for (const text of ['p95 > 300ms', 'error_rate > 1%', 'errors > 5', 'cpu > 80', 'cache_hit_rate < 10%'])
      expect(check(text, empty)).toEqual({ passed: false, actual: null })
    expect(check('p95 > 300ms @ "GET /never"')).toEqual({ passed: false, actual: null })
    const noDurations = snapshotOf(calls.map(call => ({ ...call, duration: null })))
    expect(check('p95 > 300ms', noDurations)).toEqual({ passed: false, actual: null })
  })

  it('knows that no request is a number of requests', () => {
    expect(check('requests < 100', snapshotOf([]))).toEqual({ passed: false, actual: 0 })
  })

  it("does not count this machine's samples of a replay", () => {
    const replay = snapshotOf(calls, { samples: [{ at: 1005, cpuPercent: 10 }], samplesCount: false })
    expect(check('cpu > 80%', replay)).toEqual({ passed: false, actual: null })
  })
})

describe('a fault', () => {
  it.each([
    ['p95 > 300', 7, '^^^', 'a duration needs its unit', 'write 300ms or 300s'],
    ['p95 >', 6, '^', 'expected a value, found the end', undefined],
    ['p96 > 300ms', 1, '^^^', 'unknown figure "p96"', expect.stringContaining('did you mean p9')],
    ['error_rat > 1%', 1, '^^^^^^^^^', 'unknown figure "error_rat"', 'did you mean error_rate?'],
    ['error_rate > 5', 14, '^', 'error_rate is a share of 0–100 %', 'write 5%'],
    ['error_rate > 1', 14, '^', 'error_rate is a share of 0–100 %', 'write 1%'],
    ['requests < 10x', 12, '^^^', 'requests is compared with a number', undefined],
    ['health < 70s', 10, '^^^', 'health is compared with a number without a unit', undefined],
    ['health < 70 @ /a', 1, '^^^^^^', 'health is not known per endpoint', 'leave out @ "/a"'],
    ['p95 300ms', 5, '^^^^^', 'expected a comparison, found "300ms"', 'one of < <= > >= = !='],
    ['p95 > 1s "GET /a"', 10, '^^^^^^^^', 'expected the end, found "GET /a"', expect.stringContaining('@')],
    ['', 1, '^', 'expected a figure, found the end', expect.any(String)],
    ['p95 > "1s', 7, '^', 'this quote is never closed', 'end the text with "'],
  ])('in %s is shown at column %i', (text, column, carets, message, hint) => {
    let thrown: unknown
    try {
      parseThreshold(text)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(AppError)
    const fault = thrown as AppError
    expect(fault).toMatchObject({ message, exitCode: ExitCode.usage })
    expect(fault.hint).toEqual(hint)
    expect(fault.place!.split('\n')).toEqual([
      `column ${column}`,
      `  ${text}`.trimEnd(),
      `  ${' '.repeat(column - 1)}${carets}`,
    ])
  })
})
