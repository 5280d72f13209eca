import { describe, expect, it } from 'vitest'
import { decideUnit } from '../../../src/decode/units/decide.ts'
import { Evidence } from '../../../src/decode/units/evidence.ts'
import type { DurationUnit } from '../../../src/model/index.ts'

/** Deterministic log-normal durations in seconds, with a slow request now and then. */
function durations(median: number, slow = 0.02, count = 200): number[] {
  let state = 1
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
  const normal = (): number => Array.from({ length: 12 }, random).reduce((a, b) => a + b, -6)
  return Array.from({ length: count }, () =>
    random() < slow ? 0.05 + random() * 0.4 : median * Math.exp(0.9 * normal()),
  )
}

function decide(
  key: string,
  values: readonly number[],
  format: string | null = null,
): ReturnType<typeof decideUnit> {
  const evidence = new Evidence(key)
  for (const value of values) evidence.observe(value, format)
  return decideUnit(evidence, null)
}

const writers: readonly (readonly [name: string, unit: DurationUnit, write: (seconds: number) => number])[] =
  [
    ['seconds with 3 decimals', 's', v => Number(v.toFixed(3))],
    ['seconds with 6 decimals', 's', v => Number(v.toFixed(6))],
    ['seconds with 9 decimals', 's', v => Number(v.toFixed(9))],
    ['seconds as Python prints them', 's', v => v],
    ['whole milliseconds', 'ms', v => Math.round(v * 1e3)],
    ['milliseconds with 2 decimals', 'ms', v => Number((v * 1e3).toFixed(2))],
    ['milliseconds with 3 decimals', 'ms', v => Number((v * 1e3).toFixed(3))],
    ['milliseconds as JavaScript prints them', 'ms', v => v * 1e3],
    ['whole microseconds', 'us', v => Math.round(v * 1e6)],
    ['whole nanoseconds', 'ns', v => Math.round(v * 1e9)],
  ]

describe('a bare key that nobody knows', () => {
  for (const [name, unit, write] of writers) {
    it.each([0.0003, 0.002, 0.015, 0.08])(`${name}, median %s s`, median => {
      expect(decide('took', durations(median).map(write)).unit).toBe(unit)
    })
  }

  it('is not called certain on few values, nor between two likely units', () => {
    expect(decide('took', [12, 15, 30]).certain).toBe(false)
    expect(
      decide(
        'took',
        durations(1.2, 0).map(v => Number(v.toFixed(2))),
      ).certain,
    ).toBe(false)
  })

  it('gives a reason', () => {
    expect(decide('took', [12, 15, 30]).why).toBe('by its size: the median would be 15 ms')
  })
})

describe('a key under which formats write different units', () => {
  const quick = durations(5e-6, 0)
  const cases: readonly (readonly [
    format: string,
    key: string,
    values: readonly number[],
    unit: DurationUnit,
  ])[] = [
    ['native', 'response_time', durations(0.05), 's'],
    ['morgan', 'response_time', durations(0.0003).map(v => Number((v * 1e3).toFixed(3))), 'ms'],
    ['haproxy', 'response_time', durations(0.005).map(v => Math.round(v * 1e3)), 'ms'],
    ['nginx', 'request_time', durations(0.002).map(v => Number(v.toFixed(3))), 's'],
    ['nginx', 'request_time', [0, 0, 0, 0, 0, 0], 's'],
    ['envoy', 'request_time', [1, 3, 17, 250, 0], 'ms'],
    ['caddy', 'duration', quick, 's'],
    ['caddy', 'duration', durations(0.001).map(v => Math.round(v * 1e9)), 'ns'],
    ['caddy', 'duration', [0, 1, 1, 3, 0, 120, 2], 'ms'],
    ['zerolog', 'duration', quick.map(v => Number((v * 1e3).toFixed(6))), 'ms'],
    ['slog', 'duration', quick.map(v => Math.round(v * 1e9)), 'ns'],
    ['slog', 'duration', [12, 40, 7, 33, 250], 'ms'],
    ['zap', 'latency', quick.map(v => Number(v.toFixed(9))), 's'],
    ['zap', 'latency', [12.3, 8.1, 40.2, 33.5], 'ms'],
    ['logrus', 'latency', quick.map(v => Math.round(v * 1e9)), 'ns'],
    ['lograge', 'duration', [0.34, 0.2, 100.9, 0.61], 'ms'],
    ['datadog', 'duration', [40093000, 10510000, 9760000], 'ns'],
    ['zipkin', 'duration', durations(0.00008).map(v => Math.round(v * 1e6)), 'us'],
    ['jaeger', 'duration', durations(20, 0).map(v => Math.round(v * 1e6)), 'us'],
    ['istio', 'duration', [1, 3, 12, 3570], 'ms'],
  ]

  it.each(cases)('%s %s', (format, key, values, unit) => {
    expect(decide(key, values, format).unit).toBe(unit)
  })

  it('a claim that cannot be is not believed, and said so', () => {
    const decision = decide(
      'response_time',
      durations(0.1).map(v => Math.round(v * 1e3)),
      'native',
    )
    expect(decision).toMatchObject({ unit: 'ms', certain: false })
    expect(decision.why).toContain('native would write seconds')
  })

  it('very slow seconds are believed, but not called certain', () => {
    expect(decide('response_time', durations(20, 0), 'native')).toMatchObject({ unit: 's', certain: false })
  })
})

describe('names that are shared', () => {
  const apache = durations(0.012).map(v => Math.round(v * 1e6))

  it.each([
    ['responseTime', null],
    ['responseTime', 'morgan'],
    ['time_taken', null],
    ['elapsed_time', null],
  ] as const)('%s (%s) of ten seconds in milliseconds is microseconds, and not certain', (key, format) => {
    expect(decide(key, apache, format)).toMatchObject({ unit: 'us', certain: false })
  })

  it('seconds under a name of milliseconds are kept where nothing speaks for another unit, and doubted', () => {
    const slow = durations(7, 0).map(v => Math.round(v * 1e3))
    expect(decide('responseTime', slow)).toMatchObject({ unit: 'ms', certain: false })
  })

  it.each([
    ['slog', durations(0.01, 0).map(v => Number((v * 1e3).toFixed(6))), 'ms', false],
    ['zap', durations(0.00007, 0).map(v => Number((v * 1e3).toFixed(6))), 's', false],
    ['zap', durations(0.00007, 0).map(v => Number(v.toFixed(9))), 's', true],
    ['zap', durations(16, 0).map(v => Math.round(v * 1e3)), 'ns', false],
    ['zap', durations(0.3, 0).map(v => Math.round(v * 1e3)), 'ms', false],
    ['slog', durations(0.002, 0).map(v => Math.round(v * 1e9)), 'ns', true],
    // A server on the same machine, which waited once.
    ['slog', [4307, 33_600, 2900, 4100, 120_979_045, 3800, 5200], 'ns', true],
    ['nginx', [0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 250], 'ms', false],
    ['iis', durations(20, 0).map(v => Math.round(v * 1e3)), 'ms', true],
  ] as const)('%s: what its loggers would write otherwise is doubted (%#)', (format, values, unit, sure) => {
    const key = format === 'nginx' ? 'request_time' : format === 'iis' ? 'TimeTaken' : 'latency'
    const decision = decide(key, values, format)
    expect(decision.unit).toBe(unit)
    expect(decision.certain).toBe(sure)
  })
})

describe('names that mean the same nearly everywhere', () => {
  it.each([
    ['request_time', [0.001, 0, 0.25, 0.003], 's'],
    ['request_time', [1, 3, 17, 250], 'ms'],
    ['time_elapsed', [8766, 5819, 90096], 'us'],
    ['time_elapsed', [0.0087, 0.0058, 0.09], 's'],
    ['Elapsed', [7.181, 27.131, 0.9], 'ms'],
    ['elapsed', [0.0123, 0.0421, 0.007], 's'],
    ['responseTime', [0.434373, 1.008132, 3.2], 'ms'],
    ['elapsed_time', [218, 47, 3], 'ms'],
    ['elapsed_time', [0.218, 0.047, 0.003], 's'],
    ['time-taken', [31, 0, 16], 'ms'],
    ['timeTaken', [0.031, 0.001, 0.016], 's'],
  ] as const)('%s %j', (key, values, unit) => {
    expect(decide(key, values).unit).toBe(unit)
  })

  it('a unit by hand ends the matter', () => {
    const evidence = new Evidence('request_time')
    evidence.observe(0.5, 'nginx')
    expect(decideUnit(evidence, 'us')).toEqual({ unit: 'us', why: 'as told', certain: true })
  })
})
