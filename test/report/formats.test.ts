import { describe, expect, it } from 'vitest'
import { formatOfFile, formatReport, type ReportFormat, reportFormats } from '../../src/report/index.ts'
import { formatDuration, formatInteger, formatPercent, formatRate } from '../../src/text/index.ts'
import { observationOf, type Sent, someTraffic } from './observation.ts'
import { readCsv, readHtmlTable, readMarkdownTable, readTextTable } from './read.ts'

const sent: Sent[] = [
  ...someTraffic(),
  { time: 1_795_336_850, endpoint: '/a<b>&"c', status: 0, duration: null },
  { time: 1_795_336_851, endpoint: '/huge', status: 200, duration: 4000 },
]
const observation = observationOf(sent)

function written(format: ReportFormat): string {
  return formatReport(observation, { format, utc: true, columns: 400 })
}

interface Endpoint {
  method: string
  endpoint: string
  total: number
  errorRate: number | null
  rate: number | null
  durationSum: number
  cacheHitRate: number | null
  responseTime: Record<'mean' | 'p50' | 'p95' | 'p99' | 'max', number | null>
}
const json = JSON.parse(written('json'))
const endpoints: Endpoint[] = json.endpoints

/** What a table for people must say of an endpoint, from the JSON report. */
function expectedCells({
  method,
  endpoint,
  total,
  errorRate,
  rate,
  responseTime,
  durationSum,
  cacheHitRate,
}: Endpoint): Record<string, string> {
  return {
    Method: method,
    Endpoint: endpoint,
    Requests: formatInteger(total),
    'Req/s': formatRate(rate),
    Share: formatPercent(total / json.requests.total),
    Errors: formatPercent(errorRate),
    Mean: formatDuration(responseTime.mean),
    p50: formatDuration(responseTime.p50),
    p95: formatDuration(responseTime.p95),
    p99: formatDuration(responseTime.p99),
    Max: formatDuration(responseTime.max),
    'Time spent': formatPercent(durationSum / json.requests.durationSum),
    'Cache hits': formatPercent(cacheHitRate),
  }
}

const headline = [
  formatInteger(json.requests.total),
  formatPercent(json.requests.errorRate),
  `p50 ${formatDuration(json.requests.responseTime.p50)}`,
  `p95 ${formatDuration(json.requests.responseTime.p95)}`,
  `p99 ${formatDuration(json.requests.responseTime.p99)}`,
  formatPercent(json.requests.cache.hitRate),
  `${json.health.score} of 100, ${json.health.status}`,
]

describe('all formats carry the same numbers', () => {
  it('JSON has what was sent', () => {
    expect(json.requests.total).toBe(242)
    expect(endpoints.reduce((sum, { total }) => sum + total, 0)).toBe(242)
    expect(json.requests.statusUnknown).toBe(1)
    expect(json.requests.responseTime.count).toBe(241)
    expect(json.requests.responseTime.max).toBe(4000)
  })

  it.each([
    ['text', () => readTextTable(written('text'), 'Endpoints')],
    ['markdown', () => readMarkdownTable(written('markdown'), 'Endpoints')],
    ['html', () => readHtmlTable(written('html'), 'endpoints').map(row => row.map(({ text }) => text))],
  ] as const)('%s', (format, read) => {
    for (const figure of headline) expect(written(format).replace(/<\/?(span|small)>/g, '')).toContain(figure)
    const [header, ...rows] = read()
    expect(header).toEqual(Object.keys(expectedCells(endpoints[0]!)))
    expect(rows).toEqual(endpoints.map(each => Object.values(expectedCells(each))))
  })

  it('HTML sorts by the numbers themselves', () => {
    const [header, ...rows] = readHtmlTable(written('html'), 'endpoints')
    const p95 = header!.findIndex(({ text }) => text === 'p95')
    for (const [index, row] of rows.entries()) {
      const { value } = row[p95]!
      const expected = endpoints[index]!.responseTime.p95
      if (expected === null) expect(value).toBe('')
      else expect(Number(value) / expected).toBeCloseTo(1, 5)
    }
  })

  it('csv', () => {
    const [header, ...rows] = readCsv(written('csv'))
    const named = rows.map(row => Object.fromEntries(header!.map((name, at) => [name, row[at]])))
    expect(named).toHaveLength(endpoints.length)
    named.forEach((row, at) => {
      const each = endpoints[at]!
      expect([row.method, row.endpoint]).toEqual([each.method, each.endpoint])
      const numbers: [string, number | null][] = [
        ['requests', each.total],
        ['error_rate', each.errorRate],
        ['mean_seconds', each.responseTime.mean],
        ['p50_seconds', each.responseTime.p50],
        ['p95_seconds', each.responseTime.p95],
        ['p99_seconds', each.responseTime.p99],
        ['max_seconds', each.responseTime.max],
        ['total_seconds', each.durationSum],
        ['cache_hit_rate', each.cacheHitRate],
        ['requests_per_second', each.rate],
      ]
      for (const [name, value] of numbers) expect(row[name]).toBe(value === null ? '' : String(value))
    })
  })

  it('all end with a line end', () => {
    for (const format of reportFormats) expect(written(format).endsWith('\n')).toBe(true)
  })
})

describe('the format of a file', () => {
  it.each([
    ['report.html', 'html'],
    ['/a.b/report.MD', 'markdown'],
    ['x.csv', 'csv'],
    ['x.json', 'json'],
    ['x.txt', 'text'],
    ['x', null],
    ['json', null],
    ['x.pdf', null],
    ['x.constructor', null],
  ])('%s: %s', (path, format) => {
    expect(formatOfFile(path)).toBe(format)
  })
})
