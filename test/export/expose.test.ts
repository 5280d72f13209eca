import { describe, expect, it } from 'vitest'
import { Collector } from '../../src/collector/index.ts'
import { type Exposed, expose } from '../../src/export/index.ts'
import { formatFor } from '../../src/export/negotiate.ts'
import {
  durationEdges,
  emptyIngest,
  ManualClock,
  type RequestBatch,
  type RequestCounter,
} from '../../src/model/index.ts'
import { batchOf } from '../collector/batches.ts'

const nothing: Exposed = {
  version: '1.2.3',
  startedAt: 1_700_000_000.5,
  counters: [],
  ingest: emptyIngest(),
  sources: [],
  system: null,
  health: null,
  unrecorded: 0,
}

function counter(values: Partial<RequestCounter>): RequestCounter {
  return {
    method: 'GET',
    endpoint: '/a',
    status: 200,
    requests: 1,
    cacheHits: 0,
    cacheMisses: 0,
    durationSum: 0,
    durations: new Array<number>(durationEdges.length + 1).fill(0),
    ...values,
  }
}

/** Values by name and labels, as any reader of the format would see them. */
function read(text: string): Map<string, number> {
  const samples = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const space = line.lastIndexOf(' ')
    const name = line.slice(0, space)
    expect(samples.has(name)).toBe(false)
    samples.set(name, Number(line.slice(space + 1)))
  }
  return samples
}

interface Line {
  readonly endpoint: string
  readonly status: number
  /** Seconds. */
  readonly duration: number
}

function batchFor(lines: readonly Line[], now: number): RequestBatch {
  return batchOf(
    lines.map(({ endpoint, status, duration }, i) => ({
      time: now - 10 + i / 1000,
      method: 'GET',
      path: endpoint,
      status,
      duration,
    })),
  )
}

describe('request counters', () => {
  it('count each request in the bucket that holds it, edges included, and never fall', () => {
    const clock = new ManualClock(1_700_000_000)
    const collector = new Collector({ clock, profile: 'live', counting: true })
    const durations = [0, 2 ** -11, 2 ** -10, 0.001, 0.25, 0.2500001, 63.9, 64, 65, 4000]
    const lines = durations.map((duration, i) => ({
      endpoint: '/a',
      status: i % 2 === 0 ? 200 : 500,
      duration,
    }))
    let before = new Map<string, number>()
    for (let round = 1; round <= 3; round++) {
      collector.add(batchFor(lines, clock.now()))
      const text = expose({ ...nothing, counters: collector.counters() }, 'prometheus')
      const samples = read(text)
      for (const [name, value] of before)
        if (name.startsWith('http_')) expect(samples.get(name)).toBeGreaterThanOrEqual(value)
      for (const edge of durationEdges) {
        for (const status of [200, 500]) {
          const expected = lines.filter(line => line.status === status && line.duration <= edge).length
          const labels = `http_request_method="GET",http_route="/a",http_response_status_code="${status}"`
          const name = `http_server_request_duration_seconds_bucket{${labels},le="${edge}"}`
          expect(samples.get(name)).toBe(round * expected)
        }
      }
      before = samples
    }
    const sum = durations.filter((_, i) => i % 2 === 0).reduce((total, each) => total + each, 0)
    const [name] = [...before.keys()].filter(each => /_sum\{.*"200"/.test(each))
    expect(before.get(name!)).toBeCloseTo(3 * sum, 6)
  })

  it('stay within bounds however many endpoints and statuses come', () => {
    const clock = new ManualClock(1_700_000_000)
    const collector = new Collector({ clock, profile: 'live', counting: true, maxEndpoints: 5 })
    const lines = Array.from({ length: 4000 }, (_, i) => ({
      endpoint: `/e${i % 40}/x`,
      status: 200 + Math.floor(i / 40),
      duration: 0.1,
    }))
    collector.add(batchFor(lines, clock.now()))
    const counters = collector.counters()
    expect(counters.length).toBeLessThanOrEqual(5 * 4 + 100)
    expect(counters.reduce((sum, { requests }) => sum + requests, 0)).toBe(4000)
    expect(new Set(counters.map(({ endpoint }) => endpoint)).size).toBeLessThanOrEqual(6)
  })
})

describe('the text', () => {
  it('is what both formats ask for', () => {
    const durations = new Array<number>(durationEdges.length + 1).fill(0)
    durations[10] = 3
    durations[durationEdges.length] = 1
    const counters = [counter({ requests: 5, cacheHits: 2, durations, durationSum: 101.5 })]
    const plain = expose({ ...nothing, counters, health: 87.5 }, 'prometheus')
    const open = expose({ ...nothing, counters, health: 87.5 }, 'openmetrics')
    expect(plain).toContain('# TYPE api_metrics_requests_total counter\n')
    expect(open).toContain('# TYPE api_metrics_requests counter\n')
    expect(open).toContain('# UNIT http_server_request_duration_seconds seconds\n')
    expect(open.endsWith('\n# EOF\n')).toBe(true)
    expect(plain).not.toContain('EOF')
    expect(plain).toContain('le="1"} 3\n')
    expect(open).toContain('le="1.0"} 3\n')
    for (const text of [plain, open]) {
      expect(text).toContain('\napi_metrics_health_score 87.5\n')
      expect(text).toContain(
        'api_metrics_requests_total{http_request_method="GET",http_route="/a",http_response_status_code="200"} 5\n',
      )
      expect(text).toContain('http_route="/a",result="hit"} 2\n')
      expect(text).toContain('http_response_status_code="200",le="+Inf"} 4\n')
      expect(text).toContain('process_start_time_seconds 1700000000.5\n')
    }
  })

  it('says nothing of what is not known', () => {
    const text = expose(nothing, 'prometheus')
    expect(text).not.toContain('health_score')
    expect(text).not.toContain('\nsystem_')
    expect(text).not.toContain('NaN')
  })

  it('keeps texts from logs harmless, and one name one sample', () => {
    const counters = ['/a"} 1\nevil 2', '/\\', '/\u001b[31m', '/\ud800', '/\ud801'].map(endpoint =>
      counter({ endpoint }),
    )
    const text = expose({ ...nothing, counters }, 'prometheus')
    const samples = read(text)
    expect([...samples.keys()].some(name => name.startsWith('evil'))).toBe(false)
    expect(text).toContain('http_route="/\\\\"')
    expect(text).not.toContain('\u001b')
    const total = [...samples].filter(([name]) => name.startsWith('api_metrics_requests_total'))
    expect(total.reduce((sum, [, value]) => sum + value, 0)).toBe(5)
    expect(total.length).toBe(4)
  })
})

describe('the Accept header', () => {
  it.each([
    [undefined, 'prometheus'],
    ['*/*', 'prometheus'],
    ['text/plain', 'prometheus'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'prometheus'],
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    ['application/openmetrics-text; version=2.0.0, text/plain', 'prometheus'],
    ['application/openmetrics-text;q=0', 'prometheus'],
    ['application/openmetrics-text;q=0.2, text/plain;q=0.9', 'prometheus'],
    ['application/openmetrics-text', 'openmetrics'],
  ])('%s → %s', (accept, format) => expect(formatFor(accept)).toBe(format))
})
