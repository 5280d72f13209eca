import { describe, expect, it } from 'vitest'
import { compareReports } from '../../src/insight/index.ts'
import { gaussian, random } from './random.ts'
import { type Call, stretchOf } from './snapshots.ts'

function report(seed: number, count: number, median: number, errors: number, extra: readonly Call[] = []) {
  const uniform = random(seed)
  const normal = gaussian(uniform)
  const calls = Array.from(
    { length: count },
    (_, i): Call => ({
      at: i,
      endpoint: i % 2 ? '/a' : '/b',
      duration: (i % 2 ? median : 0.05) * Math.exp(0.5 * normal()),
      status: uniform() < errors ? 500 : 200,
      cache: uniform() < 0.8,
    }),
  )
  return stretchOf([...calls, ...extra], 0, count)
}
const verdicts = (found: ReturnType<typeof compareReports>) =>
  found.movements
    .filter(one => one.verdict === 'better' || one.verdict === 'worse')
    .map(({ endpoint, figure, verdict }) => `${endpoint ?? 'all'} ${figure} ${verdict}`)

describe('two reports', () => {
  it('that differ by chance alone are the same', () => {
    for (let seed = 1; seed <= 40; seed += 2)
      expect(
        verdicts(compareReports(report(seed, 2000, 0.1, 0.02), report(seed + 1, 2000, 0.1, 0.02))),
      ).toEqual([])
  })

  it('show what got worse, where, and what got better the other way round', () => {
    const [good, bad] = [report(1, 4000, 0.1, 0.01), report(2, 4000, 0.2, 0.05)]
    expect(verdicts(compareReports(good, bad))).toEqual(
      [
        'all p50 worse',
        'all p95 worse',
        'all errorRate worse',
        '/b errorRate worse',
        '/a p50 worse',
        '/a p95 worse',
        '/a errorRate worse',
      ].sort((a, b) => order(a) - order(b)),
    )
    expect(verdicts(compareReports(bad, good))).toEqual(
      verdicts(compareReports(good, bad)).map(text => text.replace('worse', 'better')),
    )
    const p50 = compareReports(good, bad).movements.find(
      one => one.endpoint === '/a' && one.figure === 'p50',
    )!
    expect(p50.after! / p50.before!).toBeCloseTo(2, 0)
    expect(p50.pValue).toBeLessThan(1e-9)
  })

  it('name what came and what went, and do not judge a few requests', () => {
    const found = compareReports(
      report(1, 1000, 0.1, 0, [{ at: 1, endpoint: '/old' }]),
      report(2, 1000, 0.1, 0, [{ at: 1, endpoint: '/new' }]),
    )
    expect(found.appeared).toEqual([{ method: 'GET', endpoint: '/new' }])
    expect(found.vanished).toEqual([{ method: 'GET', endpoint: '/old' }])
    const few = compareReports(report(1, 8, 0.1, 0), report(2, 8, 5, 0))
    expect(new Set(few.movements.map(one => one.verdict))).toEqual(new Set(['notEnoughData']))
  })
})

/** All requests first, then the endpoints in the order of the newer report: both have 2,000 requests, so by name. */
function order(text: string): number {
  const figures = ['p50', 'p95', 'errorRate', 'cacheHitRate']
  const [endpoint, figure] = text.split(' ')
  return ['all', '/a', '/b'].indexOf(endpoint!) * 10 + figures.indexOf(figure!)
}
