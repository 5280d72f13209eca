import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linearTicks, roundMaximum, timeTicks } from '../../src/report/html/charts/axis.ts'
import { cells, columns, line } from '../../src/report/html/charts/draw.ts'
import { drawHeatmap } from '../../src/report/html/charts/heatmap.ts'
import { formatReport } from '../../src/report/index.ts'
import { hostileTexts, observation } from './arbitrary.ts'
import { largeObservation } from './large.ts'
import { emptyObservation, observationOf, someTraffic } from './observation.ts'

const html = { format: 'html', utc: true, version: '1.2.3' } as const

/** Every tag of a page whose text is escaped: names with their attributes, in order. */
function tags(page: string): string[] {
  const body = page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '<$1></$1>')
  return [...body.matchAll(/<[^>]*>/g)].map(([tag]) => tag)
}

function allowed(tag: string): boolean {
  return /^<(!doctype html|\/?(html|head|meta|link|title|style|script|body|header|main|footer|section|div|h1|h2|h3|p|dl|dt|dd|ul|li|span|small|svg|circle|path|text|table|caption|thead|tbody|tr|th|td|figure|figcaption|details|summary)( [a-zA-Z-]+="[^"<>]*")*\/?)>$/.test(
    tag,
  )
}

describe('the HTML report', () => {
  it('lets only its own style and script act, and nothing be fetched', () => {
    const page = formatReport(observationOf(someTraffic()), html)
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    for (const element of ['style', 'script']) {
      const inline = [...page.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'))]
      expect(inline).toHaveLength(1)
      const hash = createHash('sha256').update(inline[0]![1]!).digest('base64')
      expect(policy).toContain(`${element}-src 'sha256-${hash}'`)
    }
    expect(page).not.toMatch(/\son\w+=|\sstyle=|javascript:|\ssrc=|@import|url\(/)
    expect([...page.matchAll(/\shref="([^"]*)"/g)].map(([, target]) => target)).toEqual(['data:,'])
  })

  it('makes no element and no attribute of what stands in the log', () => {
    fc.assert(
      fc.property(observation, each => {
        const page = formatReport(each, html)
        expect(tags(page).filter(tag => !allowed(tag))).toEqual([])
        expect(page).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e]/)
      }),
      { numRuns: 200 },
    )
  })

  it('shows hostile text as text', () => {
    const page = formatReport(
      observationOf([{ time: 1_795_336_800, endpoint: '<script>alert(1)</script>' }]),
      html,
    )
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(hostileTexts).toContain('<script>alert(1)</script>')
  })

  it('names every table, heading and chart', () => {
    const page = formatReport(observationOf(someTraffic()), html)
    expect(page.match(/<h1>/g)).toHaveLength(1)
    expect(page.match(/<caption>/g)).toHaveLength(page.match(/<table>/g)!.length)
    expect(page).not.toMatch(/<th(?! scope="(col|row)")[ >]/)
    const charts = [...page.matchAll(/role="img" aria-label="([^"]*)"/g)].map(([, label]) => label!)
    expect(charts.map(label => label.split(':')[0])).toEqual([
      'Response time',
      'Throughput',
      'Error rate',
      'Status classes',
      'Latency heatmap',
      'Cache hits',
    ])
    expect(charts[0]).toMatch(/p50 6\.96 ms to 72\.6 ms, highest at 08:40:40/)
  })

  it('has no charts without data, and still says what it knows', () => {
    const page = formatReport(emptyObservation(), html)
    expect(page).toContain('no score: nothing to judge by')
    expect(page).toContain('no requests in the window')
    expect(page).not.toContain('<figure')
  })

  it('1,000 endpoints over 24 h: at most 1 MB, at most 300 ms', () => {
    const large = largeObservation()
    formatReport(observationOf(someTraffic()), html)
    const times = Array.from({ length: 5 }, () => {
      const start = process.cpuUsage()
      const page = formatReport(large, html)
      const { user, system } = process.cpuUsage(start)
      expect(Buffer.byteLength(page)).toBeLessThan(1_000_000)
      expect(page.match(/<th scope="row" class="code">/g)!.length).toBeGreaterThanOrEqual(1000)
      return (user + system) / 1000
    })
    expect(Math.min(...times)).toBeLessThan(300)
  })
})

describe('axes', () => {
  it.each([
    [0, 1],
    [0.0123, 0.016],
    [1, 1],
    [2.1, 2.4],
    [4.1, 5],
    [5.1, 6],
    [999, 1000],
    [Number.NaN, 1],
  ])('the maximum over %d is %d', (value, maximum) => {
    expect(roundMaximum(value)).toBeCloseTo(maximum, 12)
  })

  it('the maximum covers the value and is at most 34 % more', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), value => {
        const maximum = roundMaximum(value)
        expect(maximum).toBeGreaterThanOrEqual(value * 0.999998)
        expect(maximum / value).toBeLessThanOrEqual(1.3334)
      }),
    )
  })

  it('ticks are round', () => {
    expect(linearTicks(4, value => `${value.toFixed(2)} s`).map(({ label }) => label)).toEqual([
      '0 s',
      '2 s',
      '4 s',
    ])
    const hours = timeTicks(1_795_336_930, 1_795_358_800, { utc: true })
    expect(hours.map(({ label }) => label)).toEqual(['10:00', '12:00', '14:00'])
    expect(hours[0]!.at).toBeCloseTo((1_795_341_600 - 1_795_336_930) / (1_795_358_800 - 1_795_336_930), 9)
  })

  it('there are two to six times on an axis of any length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2e9 }),
        fc.integer({ min: 5, max: 100_000_000 }),
        (from, span) => {
          const ticks = timeTicks(from, from + span, { utc: true })
          expect(ticks.length).toBeGreaterThanOrEqual(2)
          expect(ticks.length).toBeLessThanOrEqual(6)
          for (const { at } of ticks) expect(at >= 0 && at <= 1).toBe(true)
        },
      ),
    )
  })
})

describe('the heatmap', () => {
  it('has round durations where they stand', () => {
    const edges = [0.0005, 0.005, 0.05, 0.5, Number.POSITIVE_INFINITY]
    const heatmap = { edges, counts: [[0, 1, 0, 2, 1]] }
    const drawn = drawHeatmap({ ...observationOf([]).snapshot, heatmap }, () => 'now')!
    expect(drawn.yTicks.map(({ label }) => label)).toEqual(['1 ms', '10 ms', '100 ms'])
    for (const [index, { at }] of drawn.yTicks.entries())
      expect(at).toBeCloseTo((index + Math.log10(2)) / 4, 12)
    expect(drawn.tips).toEqual(['now  more than 500 ms: 1  50.0 ms to 500 ms: 2  500 µs to 5.00 ms: 1'])
    expect(drawn.summary).toBe('most requests took 50.0 ms to 500 ms; the slowest more than 500 ms')
  })
})

describe('shapes', () => {
  it('a gap stays a gap and a value alone is a dot', () => {
    expect(line([1, 2, null, 4, null], 4, 'l1')).toBe('<path class="line l1" d="M0.5 75L1.5 50M3.5 0h0"/>')
    expect(line([null, null], 1, 'l1')).toBe('')
  })

  it('columns stand on those below', () => {
    expect(columns([1, 0, null, 2], 4, 'c1')).toBe(
      '<path class="area c1" d="M0.08 100V75h.84V100zM3.08 100V50h.84V100z"/>',
    )
    expect(columns([1], 4, 'c2', [2])).toBe('<path class="area c2" d="M0.08 50V25h.84V50z"/>')
  })

  it('the fullest cell is the darkest, an empty one is not drawn', () => {
    expect(
      cells(
        [
          [0, 9],
          [1, 0],
        ],
        2,
        4,
      ),
    ).toBe('<path class="heat h2" d="M1 50h1v50h-1z"/><path class="heat h4" d="M0 0h1v50h-1z"/>')
  })
})
