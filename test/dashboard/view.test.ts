import { describe, expect, it } from 'vitest'
import { createTheme, initialState, type State, update, view } from '../../src/dashboard/index.ts'
import type { Observation, Snapshot } from '../../src/model/index.ts'
import { displayWidth } from '../../src/text/index.ts'
import { believable } from './believable.mjs'

const now = 1_795_000_000
const look = { theme: createTheme({ palette: 'dark', colours: 256, ascii: false }), utc: true }

function shown(observation: Observation, columns: number, rows: number, ...keys: string[]): State {
  const state = initialState({ size: { columns, rows }, now, windowSeconds: 300 })
  const first = update(state, { type: 'observed', request: state.request, observation }).state
  return keys.reduce(
    (at, name) => update(at, { type: 'key', name, text: name.length === 1 ? name : null }).state,
    first,
  )
}

function linesOf(state: State): string[] {
  const { surface } = view(state, look)
  return Array.from({ length: surface.height }, (_, y) => surface.line(y))
}

function changed(change: (snapshot: Snapshot) => Partial<Snapshot>): Observation {
  const { snapshot, insight } = believable({ end: now })
  return { snapshot: { ...snapshot, ...change(snapshot) }, insight }
}

const pages: readonly (readonly string[])[] = [
  [],
  ['?'],
  ['enter'],
  ['9', 'enter'],
  ['e', 'w'],
  ['c'],
  ['0', 'enter'],
  ['1', '1'],
  ['2', '2'],
  ['h'],
  ['x'],
  ['/', 's'],
  ['j', 'j', 'enter', 'G'],
]

const oddities: Readonly<Record<string, Observation>> = {
  'an ordinary hour': believable({ end: now }),
  'nothing at all': believable({ end: now, empty: true }),
  'one route': believable({ end: now, routes: 1, cache: false, system: false }),
  'no statuses, no durations': changed(snapshot => ({
    requests: {
      ...snapshot.requests,
      statusUnknown: snapshot.requests.total,
      statusCodes: {},
      errorRate: null,
      responseTime: {
        count: 0,
        mean: null,
        min: null,
        max: null,
        p50: null,
        p90: null,
        p95: null,
        p99: null,
        p999: null,
      },
    },
    heatmap: null,
    previous: null,
    series: {
      ...snapshot.series,
      points: snapshot.series.points.map(point => ({
        ...point,
        statusUnknown: point.requests,
        p50: null,
        p95: null,
        p99: null,
      })),
    },
  })),
  'numbers beyond reason': changed(snapshot => ({
    requests: { ...snapshot.requests, total: 1e15, durationSum: 1e18 },
    rate: { mean: 1e12, peak: 1e13, peakAt: 8e12 },
    endpoints: snapshot.endpoints.map(stats => ({
      ...stats,
      total: 1e14,
      rate: 123456789,
      endpoint: `/${'x'.repeat(5000)}`,
      responseTime: { ...stats.responseTime, p50: 1e9, p95: 1e-12, p99: 86400 * 400 },
    })),
  })),
  'one bucket': changed(snapshot => ({
    series: { stepSeconds: 5, points: snapshot.series.points.slice(-1) },
  })),
}

describe('view', () => {
  it.each(Object.entries(oddities))('draws %s on every page at every size', (_, observation) => {
    for (const [columns, rows] of [
      [0, 0],
      [1, 1],
      [7, 3],
      [40, 10],
      [60, 15],
      [61, 16],
      [80, 24],
      [99, 31],
      [100, 32],
      [120, 40],
      [159, 50],
      [160, 50],
      [200, 60],
      [300, 24],
      [400, 120],
    ] as const) {
      for (const keys of pages) {
        const { surface } = view(shown(observation, columns, rows, ...keys), look)
        expect(surface.characters).toHaveLength(columns * rows)
        const wrong = surface.characters.filter(
          (character, at) =>
            /[\x00-\x1f\x7f-\x9f]/.test(character) ||
            (character === ''
              ? displayWidth(surface.characters[at - 1] ?? '') !== 2
              : displayWidth(character) === 0),
        )
        expect(wrong).toEqual([])
        expect(surface.characters.join('')).not.toMatch(/NaN|Infinity|undefined|null|\[object/)
      }
    }
  })

  it('shows every number of the table whole, or not at all', () => {
    const lines = linesOf(shown(oddities['numbers beyond reason']!, 80, 24))
    const row = lines.find(line => line.startsWith('GET'))!
    expect(row).toContain('…')
    expect(row).toMatch(/ 123M +[\d.]+ +<?0?\.?\d* ?[pn]?s| ### /)
    expect(linesOf(shown(believable({ end: now }), 80, 24)).join('\n')).not.toMatch(/\d…/)
  })

  it('says the age of the last event, and warns when a live input is quiet', () => {
    const quiet = changed(() => ({ lastEventAt: now - 185 }))
    expect(linesOf(shown(quiet, 120, 40))[1]).toContain('last event 3 min 5 s ago')
    const none = changed(() => ({ lastEventAt: null }))
    expect(linesOf(shown(none, 120, 40))[1]).toContain('no event yet')
  })

  it('names what was lost', () => {
    const lossy = changed(snapshot => ({
      ingest: { ...snapshot.ingest, gapBytes: 2048, dropped: { overload: 12 } },
      partial: 'shard 2 did not answer',
      hosts: [
        { name: 'web-1', lastSeen: now, silent: false },
        { name: 'web-2', lastSeen: now - 900, silent: true },
      ],
    }))
    const header = linesOf(shown(lossy, 200, 60))
      .slice(0, 2)
      .join('\n')
    for (const word of [
      '12 dropped',
      '2.00 KiB lost',
      'shard 2 did not answer',
      '1 of 2 hosts silent: web-2',
    ]) {
      expect(header).toContain(word)
    }
  })

  it('says first what fires, and cuts everything else before that', () => {
    const alert = (text: string, phase: 'ok' | 'pending' | 'firing' | 'noData', actual: number | null) => ({
      text,
      phase,
      since: now - 60,
      actual,
      unit: 'seconds' as const,
    })
    const alerts = {
      alerts: [
        alert('mean > 1s', 'ok', 0.1),
        alert('p99 > 2s for 2m', 'pending', 2.5),
        alert('p95 > 500ms for 2m', 'firing', 0.612),
        alert('cpu > 90', 'noData', null),
      ],
      waiting: 2,
      lost: 1,
    }
    const observation = { ...believable({ end: now }), alerts }
    const [names, facts] = linesOf(shown(observation, 200, 60))
    expect(names).toContain(
      'ALERT p95 > 500ms for 2m (612 ms)  pending p99 > 2s for 2m (2.50 s)  no data for cpu > 90',
    )
    expect(facts).toContain('2 messages waiting')
    expect(facts).toContain('1 message lost')
    expect(linesOf(shown(observation, 80, 24))[0]).toContain('ALERT p95 > 500ms for 2m (612 ms)')
    expect(
      linesOf(shown({ ...observation, alerts: { ...alerts, alerts: [alerts.alerts[0]!] } }, 200, 60))[0],
    ).not.toContain('mean > 1s')
  })

  it('says that nothing is recorded, and what never will be', () => {
    const observation = believable({ end: now })
    const recording = { trouble: 'no space left for history', lost: 1200 }
    const facts = linesOf(shown({ ...observation, recording }, 200, 60))[1]
    expect(facts).toContain('not recorded: no space left for history')
    expect(facts).toContain('1.20k never recorded')
    const fine = { trouble: null, lost: 0 }
    expect(linesOf(shown({ ...observation, recording: fine }, 200, 60))[1]).not.toContain('recorded')
  })

  it('says from when a filter covers the window', () => {
    const partly = changed(() => ({ filter: 'duration > 1s', filterCoversFrom: now - 60 }))
    const state = shown(partly, 120, 40)
    const header = linesOf({ ...state, request: { ...state.request, filter: 'duration > 1s' } })[0]
    expect(header).toContain('filter duration > 1s')
    expect(header).toContain('covers 11:05:40–')
  })

  it('writes what was concluded under the score', () => {
    const { snapshot, insight } = believable({ end: now })
    const said = {
      ...insight,
      slo: [{ objective: 'p99 < 500ms', budgetLeft: 0.4, burnRate: 3, message: 'budget gone in 9 h' }],
      changes: [
        { series: 'p95', method: 'POST', endpoint: '/checkout', at: now - 60, before: 0.12, after: 0.372 },
      ],
      trends: [{ series: 'p95', direction: 'rising' as const, changePerHour: 0.012, pValue: 0.01 }],
    }
    const page = linesOf(shown({ snapshot, insight: said }, 120, 40, '1', '1')).join('\n')
    expect(page).toContain('budget gone in 9 h')
    expect(page).toContain('p95 of POST /checkout 120 ms → 372 ms at 11:05:40')
    expect(page).toContain('p95 rising by 12.0 ms an hour')
    const main = linesOf(shown({ snapshot, insight: said }, 120, 40)).join('\n')
    expect(main).toMatch(/p95 255 ms ↗/)
  })

  it('is pure: the same state gives the same cells', () => {
    const state = shown(believable({ end: now }), 120, 40)
    expect(view(state, look).surface).toEqual(view(state, look).surface)
  })
})
