import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyIngest } from '../../src/model/index.ts'
import { formatLine, formatReport, formatSummary } from '../../src/report/index.ts'
import { displayWidth } from '../../src/text/index.ts'
import { hostileTexts, observation } from './arbitrary.ts'
import { emptyObservation, insight, observationOf, snapshotOf, someTraffic, source } from './observation.ts'

const utc = { utc: true } as const
const text = { format: 'text', ...utc } as const
const hostile = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u

describe('the text report', () => {
  it('stays within its columns, without an escape byte, whatever the log says', () => {
    fc.assert(
      fc.property(observation, fc.integer({ min: 60, max: 220 }), (each, columns) => {
        for (const written of [
          formatReport(each, { ...text, columns }),
          formatSummary(each, { ...utc, columns }),
        ]) {
          expect(written).not.toMatch(hostile)
          expect(Math.max(...written.split('\n').map(displayWidth))).toBeLessThanOrEqual(columns)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('says the same with and without colour', () => {
    const each = observationOf(someTraffic())
    const coloured = formatReport(each, { ...text, color: true })
    expect(coloured).toContain('\x1b[')
    expect(coloured.replace(/\x1b\[\d*m/g, '')).toBe(formatReport(each, text))
  })

  it('leaves out columns before it cuts a number', () => {
    const each = observationOf(
      Array.from({ length: 3 }, (_, i) => ({
        time: 1_795_336_800 + i,
        endpoint: `/api/v1/organisations/:id/projects/:id/builds/:id/artifacts/${i}`,
        duration: 123.456,
        cache: true,
      })),
    )
    const header = (columns: number) =>
      formatReport(each, { ...text, columns })
        .split('\n')
        .find(line => line.includes('Method'))!
    expect(header(160)).toMatch(/Method +Endpoint +Requests +Req\/s +Share +Errors +Mean +p50 +p95 +p99 +Max/)
    expect(header(60)).toMatch(/Method +Endpoint +Requests +Errors +p95$/)
    const row = formatReport(each, { ...text, columns: 60 })
      .split('\n')
      .find(line => /^ +GET .*cts\/0/.test(line))!
    expect(row).toMatch(/\/api\/v.*….*cts\/0 +1 +0 % +2 min 3 s$/)
  })

  it('shows no data as a dash, never as zero', () => {
    const written = formatReport(observationOf([{ time: 1_795_336_800, status: 0 }]), text)
    expect(written).toMatch(/Errors +– +0 of 0, 1 without a status/)
    expect(written).toMatch(/Response time +– +the log carries no durations/)
    expect(written).toMatch(/Cache hits +– +the log says nothing about a cache/)
  })

  it('says so when there is nothing', () => {
    const written = formatReport(emptyObservation(), text)
    expect(written).toContain('no requests in the window')
    expect(written).toContain('Health: no score: nothing to judge by')
    expect(written).toContain('No line has arrived.')
  })

  it('accounts for losses by reason, and only for those that happened', () => {
    const ingest = {
      ...emptyIngest(),
      lines: 20,
      bytes: 2048,
      requests: 12,
      ignored: { blank: 2, notRequest: 0, joined: 0, duplicate: 0 },
      rejected: { notJson: 4, notObject: 0, tooLong: 1, tooDeep: 0, badField: 1, future: 0 },
      outsideWindow: 5,
      folded: 1234,
    }
    const written = formatReport(observationOf([], { snapshot: { ingest } }), text)
    const counting = written.slice(written.indexOf('How it was counted'))
    expect(counting).toContain('20 lines read (2.00 KiB): 12 requests.')
    expect(counting).toContain('rejected  6 lines: 4 not JSON, 1 too long, 1 unusable status or timestamp')
    expect(counting).toContain('ignored   2 lines: 2 blank')
    expect(counting).toContain('outside   5 requests outside the window')
    expect(counting).toContain('folded    1,234 requests under (other)')
    expect(counting).not.toMatch(/dropped|lost|partial|salvaged|late|skipped/)
  })

  it('names a doubtful unit and the flag that settles it', () => {
    const doubtful = source({
      name: 'app.log',
      format: {
        ...source().format,
        name: 'generic',
        fields: {
          duration: {
            path: 'took',
            unit: 'ms',
            why: 'p50 would be 2 h in seconds',
            certain: false,
            flag: '--unit duration=ms',
          },
        },
      },
    })
    const written = formatReport(observationOf([], { snapshot: { sources: [doubtful] } }), {
      ...text,
      columns: 200,
    })
    expect(written).toContain(
      'Not certain: duration from "took" was read as ms (p50 would be 2 h in seconds); --unit duration=ms settles it.',
    )
  })

  it('shows the difference to the window before', () => {
    const same = { before: null, after: null }
    const figures = {
      rate: { before: 2, after: 1 },
      errorRate: { before: 0.01, after: 0.05 },
      mean: same,
      p50: same,
      p95: { before: 0.1, after: 0.11 },
      p99: same,
      cacheHitRate: { before: 0.5, after: 0.5 },
    }
    const written = formatReport(
      observationOf(someTraffic(), { insight: { comparison: { from: 1, to: 2, figures } } }),
      { ...text, columns: 160 },
    )
    expect(written).toMatch(/Requests .*; −50 % from 2\/s/)
    expect(written).toMatch(/Errors .*; up from 1.00 % before/)
    expect(written).toMatch(/Response time .*; p95 \+10 % from 100 ms/)
    expect(written).toMatch(/Cache hits .*; as before/)
  })

  it('shows how the p95 of each endpoint moved, where both windows have enough requests', () => {
    const traffic = (endpoint: string, count: number, duration: number) =>
      Array.from({ length: count }, (_, i) => ({ time: 1_795_336_800 + i, endpoint, duration }))
    const before = snapshotOf([...traffic('/slower', 20, 0.1), ...traffic('/rare', 19, 0.1)])
    const sent = [...traffic('/slower', 30, 0.3), ...traffic('/rare', 25, 0.3), ...traffic('/new', 22, 0.3)]
    const written = formatReport(observationOf(sent, { snapshot: { previous: before } }), {
      ...text,
      columns: 160,
    })
    expect(written).toMatch(/Method +Endpoint .* p95 change\n/)
    expect(written).toMatch(/GET +\/slower .* ×3\.0\n/)
    expect(written).toMatch(/GET +\/rare .* –\n/)
    expect(written).toMatch(/GET +\/new .* –\n/)
    expect(formatReport(observationOf(sent), { ...text, columns: 160 })).not.toContain('p95 change')
  })

  it('puts crossed limits first, with what was measured', () => {
    const thresholds = [
      { expression: 'p95 > 300ms', passed: true, actual: 0.25, unit: 'seconds' as const },
      { expression: 'error_rate > 1%', passed: false, actual: 0.0583, unit: 'share' as const },
      { expression: 'health < 75', passed: false, actual: null },
    ]
    const written = formatReport(observationOf(someTraffic(), { insight: { thresholds } }), text)
    expect(written).toMatch(
      /Limits: 2 of 3 crossed\n +crossed {2}error_rate > 1% \(is 5.83 %\)\n +crossed {2}health < 75 \(no data\)\n +kept {5}p95 > 300ms \(is 250 ms\)/,
    )
  })

  it('lists the largest endpoints and counts the rest', () => {
    const sent = Array.from({ length: 60 }, (_, i) => ({ time: 1_795_336_800 + i, endpoint: `/e${i}` }))
    const written = formatReport(observationOf(sent), text)
    expect(written).toContain('40 more with 40 requests; --format csv and html list them all.')
  })
})

describe('the closing summary', () => {
  it('has the figures, the verdict and the busiest endpoints, but no long tables', () => {
    const sent = Array.from({ length: 60 }, (_, i) => ({
      time: 1_795_336_800 + i,
      endpoint: `/e${i % 20}`,
      duration: 0.1,
    }))
    const written = formatSummary(observationOf(sent), utc)
    const titles = [...written.matchAll(/^[A-Z].*$/gm)].map(([title]) => title)
    expect(titles).toEqual([
      'At a glance',
      'Health: 90 of 100, excellent',
      'Recommendations',
      'Endpoints',
      'How it was counted',
    ])
    expect(written).toMatch(/Requests +60 /)
    expect(written.match(/^ +GET +\/e/gm)).toHaveLength(5)
    expect(written).toContain('15 more with 45 requests')
  })
})

describe('the plain line', () => {
  it('gives the figures in words, the same order every time', () => {
    expect(formatLine(observationOf(someTraffic()), utc)).toBe(
      '08:41:59  2.01 req/s over 2m  errors 5.83 %  p50 42.4 ms  p95 1.51 s  p99 2.56 s  health 90 excellent',
    )
  })

  it('ends with the most important finding and what was lost', () => {
    const { health } = insight()
    const finding = {
      ...health.recommendations[0]!,
      id: 'high-cpu',
      severity: 'critical' as const,
      title: 'CPU is high',
    }
    const ingest = { ...emptyIngest(), rejected: { ...emptyIngest().rejected, notJson: 3 } }
    const line = formatLine(
      observationOf(someTraffic(), {
        snapshot: { ingest },
        insight: { health: { ...health, recommendations: [finding] } },
      }),
      utc,
    )
    expect(line).toMatch(/health 90 excellent {2}critical: CPU is high {2}3 rejected$/)
  })

  it('says how the alerts stand that are not fine', () => {
    const one = { since: 1_795_336_800, actual: 0.612, unit: 'seconds' as const }
    const alerts = [
      { ...one, text: 'p99 > 2s', phase: 'ok' as const },
      { ...one, text: 'p95 > 500ms for 2m', phase: 'firing' as const },
      { ...one, text: 'cpu > 90', phase: 'noData' as const, actual: null },
    ]
    const line = formatLine({ ...observationOf(someTraffic()), alerts: { alerts, waiting: 2, lost: 0 } }, utc)
    expect(line).toMatch(
      /health 90 excellent {2}ALERT: p95 > 500ms for 2m \(612 ms\) {2}alert without data: cpu > 90 {2}2 messages waiting$/,
    )
  })

  it('says what it waits for', () => {
    const waiting = source({ state: 'waiting', message: 'does not exist yet' })
    const line = formatLine(
      observationOf([], {
        snapshot: { sources: [waiting], window: { from: null, to: 1_795_336_800, seconds: 0 } },
      }),
      utc,
    )
    expect(line).toBe('08:40:00  no requests yet (access.log does not exist yet)')
  })

  it('is one line without controls, whatever the log says', () => {
    fc.assert(
      fc.property(observation, each => {
        const line = formatLine(each, utc)
        expect(line).not.toMatch(hostile)
        expect(line).not.toContain('\n')
      }),
    )
  })
})

it('the hostile texts above are hostile', () => {
  expect(hostileTexts.filter(each => hostile.test(each)).length).toBeGreaterThan(5)
})
