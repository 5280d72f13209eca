import { describe, expect, it } from 'vitest'
import type { ComparedFigure, ReportComparison } from '../../src/model/index.ts'
import { relativeChange } from '../../src/report/content/differences.ts'
import { formatReport } from '../../src/report/index.ts'
import { observationOf, someTraffic } from './observation.ts'
import { readHtmlTable, readMarkdownTable } from './read.ts'

function figure(parts: Partial<ComparedFigure>): ComparedFigure {
  return { figure: 'p95', before: 0.1, after: 0.3, verdict: 'worse', pValue: 0.0001, ...parts }
}

const comparison: ReportComparison = {
  base: 'before.json',
  window: { from: 1_795_330_000, to: 1_795_330_600, seconds: 600 },
  figures: [
    figure({ figure: 'rate', before: 2, after: 1, verdict: 'different', pValue: null }),
    figure({}),
    figure({ figure: 'errorRate', before: 0.02, after: 0.01, verdict: 'better', pValue: 0.012 }),
    figure({ figure: 'cacheHitRate', before: null, after: 0.5, verdict: 'notEnoughData', pValue: null }),
    figure({ figure: 'p50', before: 0.05, after: 0.05, verdict: 'unchanged', pValue: 0.8 }),
    figure({ figure: 'health', before: 95, after: 60, verdict: 'worse', pValue: null }),
  ],
  endpoints: [
    {
      method: 'GET',
      endpoint: '/fast',
      requests: { before: 100, after: 90 },
      figures: [figure({ before: 0.4, after: 0.1, verdict: 'better' })],
    },
    {
      method: 'GET',
      endpoint: '/slow',
      requests: { before: 100, after: 90 },
      figures: [figure({}), figure({ figure: 'p50', verdict: 'unchanged' })],
    },
    { method: 'POST', endpoint: '/new', requests: { before: 0, after: 7 }, figures: [] },
    { method: null, endpoint: '(gone)', requests: { before: 1200, after: 0 }, figures: [] },
  ],
  method: 'Mann–Whitney test on the latency buckets, corrected by Benjamini–Hochberg.',
}

const observation = observationOf(someTraffic())

describe('--compare', () => {
  it('says in text what got better or worse, with before, now and change', () => {
    const written = formatReport(observation, { format: 'text', utc: true, columns: 110, comparison })
    expect(written).toContain('Against before.json: 2 figures worse, 1 figure better')
    expect(written).toMatch(/Requests +2\/s +1\/s +−50 % +different +–/)
    expect(written).toMatch(/p95 +100 ms +300 ms +×3\.0 +worse +<0\.001/)
    expect(written).toMatch(/Error rate +2\.00 % +1\.00 % +−1\.00 pp +better +0\.012/)
    expect(written).toMatch(/Cache hit rate +– +50\.0 % +– +not enough data +–/)
    expect(written).toMatch(/p50 +50\.0 ms +50\.0 ms +0 % +no clear change +0\.800/)
    expect(written).toMatch(/Health +95 +60 +−37 % +worse +–/)
    expect(written).toContain('Before: 2026-11-22 06:46:40 – 06:56:40 UTC (10 min).')
    expect(written).toMatch(
      /GET +\/slow +p95 +100 ms +300 ms +×3\.0 +worse[^\n]*\n +GET +\/fast +p95 +400 ms +100 ms +−75 % +better/,
    )
    expect(written).toMatch(/POST +\/new +new +7\n +– +\(gone\) +gone +1,200/)
  })

  it('comes right after the headline', () => {
    const written = formatReport(observation, { format: 'markdown', comparison })
    const headings = [...written.matchAll(/^## (.*)$/gm)].map(([, title]) => title)
    expect(headings.slice(0, 4)).toEqual([
      'At a glance',
      'Against before.json: 2 figures worse, 1 figure better',
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
    expect(comparedWith).toEqual({
      ...comparison,
      window: { from: '2026-11-22T06:46:40.000Z', to: '2026-11-22T06:56:40.000Z', seconds: 600 },
    })
    expect(JSON.parse(formatReport(observation, { format: 'json' }))).not.toHaveProperty('comparedWith')
  })

  it('says so when nothing changed', () => {
    const calm = {
      ...comparison,
      figures: [figure({ verdict: 'unchanged' })],
      endpoints: [{ ...comparison.endpoints[0]!, figures: [] }],
    }
    const written = formatReport(observation, { format: 'text', comparison: calm })
    expect(written).toContain('Against before.json: no clear change')
    expect(written).toContain('None of them got clearly better or worse.')
    expect(written).not.toContain('new or gone')
  })

  it.each([
    [0.1, 0.2, '×2.0'],
    [0.1, 0.199, '+99 %'],
    [0.1, 0.1005, '+0.5 %'],
    [0.1, 0.09, '−10 %'],
    [1, 1000, '×1000'],
    [0, 1, '–'],
    [null, 1, '–'],
  ])('from %d to %d is %s', (before, after, text) => {
    expect(relativeChange(before, after)).toBe(text)
  })
})
