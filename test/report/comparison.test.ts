import { describe, expect, it } from 'vitest'
import { compareReports } from '../../src/insight/index.ts'
import { AppError, type ComparedReport, type Movement } from '../../src/model/index.ts'
import { pointChange, relativeChange } from '../../src/report/content/differences.ts'
import { formatReport, readReport } from '../../src/report/index.ts'
import { observationOf, type Sent, someTraffic } from './observation.ts'
import { readHtmlTable, readMarkdownTable } from './read.ts'

function movement(parts: Partial<Movement>): Movement {
  return {
    method: null,
    endpoint: null,
    figure: 'p95',
    before: 0.1,
    after: 0.3,
    verdict: 'worse',
    pValue: 0.0001,
    ...parts,
  }
}

const comparison: ComparedReport = {
  base: {
    name: 'before.json',
    window: { from: 1_795_330_000, to: 1_795_330_600, seconds: 600 },
    requests: 1200,
  },
  movements: [
    movement({ figure: 'p50', before: 0.05, after: 0.05, verdict: 'same', pValue: 0.8 }),
    movement({}),
    movement({ figure: 'errorRate', before: 0.02, after: 0.01, verdict: 'better', pValue: 0.012 }),
    movement({ figure: 'cacheHitRate', before: null, after: 0.5, verdict: 'notEnoughData', pValue: null }),
    movement({ method: 'GET', endpoint: '/fast', before: 0.4, after: 0.1, verdict: 'better' }),
    movement({ method: 'GET', endpoint: '/slow' }),
    movement({ method: 'GET', endpoint: '/slow', figure: 'p50', verdict: 'same' }),
  ],
  appeared: [{ method: 'POST', endpoint: '/new' }],
  vanished: [{ method: null, endpoint: '(gone)' }],
}

const observation = observationOf(someTraffic())

describe('--compare', () => {
  it('says in text what got better or worse, with before, now and change', () => {
    const written = formatReport(observation, { format: 'text', utc: true, columns: 110, comparison })
    expect(written).toContain('Against before.json: 2 figures worse, 2 figures better')
    expect(written).toMatch(/p95 +100 ms +300 ms +×3\.0 +worse +<0\.001/)
    expect(written).toMatch(/Error rate +2\.00 % +1\.00 % +−1\.00 pp +better +0\.012/)
    expect(written).toMatch(/Cache hit rate +– +50\.0 % +– +not enough data +–/)
    expect(written).toMatch(/p50 +50\.0 ms +50\.0 ms +0 % +no clear change +0\.800/)
    expect(written).toContain('Before: 1,200 requests, 2026-11-22 06:46:40 – 06:56:40 UTC (10 min).')
    expect(written).toMatch(
      /GET +\/slow +p95 +100 ms +300 ms +×3\.0 +worse[^\n]*\n +GET +\/fast +p95 +400 ms +100 ms +−75 % +better/,
    )
    expect(written).toMatch(/POST +\/new +new\n +– +\(gone\) +gone/)
  })

  it('comes right after the headline', () => {
    const written = formatReport(observation, { format: 'markdown', comparison })
    const headings = [...written.matchAll(/^## (.*)$/gm)].map(([, title]) => title)
    expect(headings.slice(0, 4)).toEqual([
      'At a glance',
      'Against before.json: 2 figures worse, 2 figures better',
      'Endpoints that changed',
      'Endpoints new or gone',
    ])
  })

  it('says the same in Markdown and HTML', () => {
    const rows = readMarkdownTable(formatReport(observation, { format: 'markdown', comparison }), 'Against')
    const page = readHtmlTable(formatReport(observation, { format: 'html', comparison }), 'comparison')
    expect(page.map(row => row.map(({ text }) => text))).toEqual(rows)
    expect(rows[2]).toEqual(['p95', '100 ms', '300 ms', '×3.0', 'worse', '<0.001'])
  })

  it('is data in JSON', () => {
    const { comparedWith } = JSON.parse(formatReport(observation, { format: 'json', comparison }))
    const window = { from: '2026-11-22T06:46:40.000Z', to: '2026-11-22T06:56:40.000Z', seconds: 600 }
    expect(comparedWith).toEqual({ ...comparison, base: { ...comparison.base, window } })
    expect(JSON.parse(formatReport(observation, { format: 'json' }))).not.toHaveProperty('comparedWith')
  })

  it('says so when nothing changed', () => {
    const movements = comparison.movements.map(each => ({ ...each, verdict: 'same' as const }))
    const calm = { ...comparison, movements, appeared: [], vanished: [] }
    const written = formatReport(observation, { format: 'text', comparison: calm })
    expect(written).toContain('Against before.json: no clear change')
    expect(written).toContain('None of them got clearly better or worse.')
    expect(written).not.toContain('new or gone')
  })

  it.each([
    [0.1, 0.2, '×2.0'],
    [0.1, 0.199, '+99 %'],
    [0.1, 0.1005, '+0.5 %'],
    [0.1, 0.10001, '0 %'],
    [0.1, 0.09, '−10 %'],
    [1, 1000, '×1000'],
    [0, 1, '–'],
    [null, 1, '–'],
  ])('from %d to %d is %s', (before, after, text) => {
    expect(relativeChange(before, after)).toBe(text)
  })

  it.each([
    [0.01, 0.04, '+3.00 pp'],
    [0.5, 0.25, '−25.0 pp'],
    [0.5, 0.5, '0 pp'],
    [null, 0.5, '–'],
  ])('from a share of %d to %d is %s', (before, after, text) => {
    expect(pointChange(before, after)).toBe(text)
  })
})

describe('a base', () => {
  const before: Sent[] = someTraffic()
  const after: Sent[] = before.map(each =>
    each.endpoint === '/api/orders'
      ? { ...each, duration: each.duration! * 4, endpoint: '/api/orders' }
      : each,
  )

  it('is read back from JSON and compares like the report itself', () => {
    const older = observationOf(before).snapshot
    const base = readReport(formatReport(observationOf(before), { format: 'json' }), 'before.json')
    expect(base.window).toEqual(older.window)
    expect(base.requests.total).toBe(240)
    expect(base.endpoints.map(({ endpoint }) => endpoint)).toEqual(
      older.endpoints.map(({ endpoint }) => endpoint),
    )
    const newer = observationOf(after).snapshot
    expect(compareReports(base, newer)).toEqual(compareReports(older, newer))
    const worse = compareReports(base, newer).movements.filter(({ verdict }) => verdict === 'worse')
    expect(worse.map(({ endpoint }) => endpoint)).toContain('/api/orders')
  })

  it('of an earlier version may lack what came later', () => {
    const report = JSON.parse(formatReport(observationOf(before), { format: 'json' }))
    for (const each of report.endpoints) {
      delete each.cache
      delete each.rate
      delete each.durationSum
    }
    const base = readReport(`\ufeff${JSON.stringify(report)}`, 'before.json')
    expect(base.endpoints[0]!.cache.hits).toBeNull()
    expect(base.endpoints[0]!.total).toBe(88)
  })

  it.each([
    ['', 'not a JSON report'],
    ['[]', 'not a JSON report'],
    ['{"a":1}', 'not a report of api-metrics'],
    ['{"schemaVersion":2}', 'a report of schema 2'],
    ['{"schemaVersion":1}', 'not a whole report'],
  ])('%j: %s', (text, message) => {
    expect(() => readReport(text, 'x.json')).toThrow(AppError)
    expect(() => readReport(text, 'x.json')).toThrow(message)
  })
})
