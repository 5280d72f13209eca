import { describe, expect, it } from 'vitest'
import { DemoTraffic, incidentNames } from '../../src/demo/index.ts'

interface Line {
  timestamp: number
  endpoint?: string
  status_code: number
  response_time: number
  cache_hit?: boolean
  memory_percent?: number
  hostname?: string
}

function hour(incident?: string, seed = 1): Line[] {
  const traffic = new DemoTraffic({
    seed,
    rate: 6,
    start: 1_000_000,
    ...(incident && { incident, incidentAt: 1_001_800 }),
  })
  return [...traffic.linesUntil(1_003_600)].map(line => JSON.parse(line))
}

const requests = (lines: Line[]) => lines.filter(line => line.endpoint !== undefined)
const since = (lines: Line[]) => lines.filter(line => line.timestamp >= 1_001_800)
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('DemoTraffic', () => {
  it('is the same for the same seed, however it is asked for', () => {
    const whole = [...new DemoTraffic({ seed: 7, rate: 5, start: 100 }).linesUntil(200)]
    const pieces = new DemoTraffic({ seed: 7, rate: 5, start: 100 })
    const parts: string[] = []
    for (let time = 100; time <= 200; time += 0.5) parts.push(...pieces.linesUntil(time))
    expect(parts).toEqual(whole)
    expect([...new DemoTraffic({ seed: 8, rate: 5, start: 100 }).linesUntil(200)]).not.toEqual(whole)
  })

  it('comes in the order of time, at about the rate asked for', () => {
    const lines = hour()
    const times = lines.map(line => line.timestamp)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    const rate = requests(lines).length / 3600
    expect(rate).toBeGreaterThan(6 * 0.7)
    expect(rate).toBeLessThan(6 * 1.3)
  })

  it('is quiet without an incident', () => {
    const errors = requests(hour()).filter(line => line.status_code >= 400)
    expect(errors.length / requests(hour()).length).toBeLessThan(0.01)
  })

  it('knows the incidents it promises', () => {
    expect([...incidentNames].sort()).toEqual([
      'bad-deploy',
      'bad-instance',
      'cache-flushed',
      'memory-leak',
      'slow-database',
      'traffic-surge',
    ])
  })

  it.each<[string, (lines: Line[], quiet: Line[]) => void]>([
    [
      'slow-database',
      lines =>
        expect(
          mean(
            since(lines)
              .filter(l => l.endpoint === '/api/search' && !l.cache_hit)
              .map(l => l.response_time),
          ),
        ).toBeGreaterThan(1),
    ],
    [
      'bad-deploy',
      lines =>
        expect(
          mean(
            since(lines)
              .filter(l => l.endpoint === '/api/checkout')
              .map(l => Number(l.status_code === 500)),
          ),
        ).toBeGreaterThan(0.6),
    ],
    [
      'cache-flushed',
      lines =>
        expect(
          mean(
            since(lines)
              .filter(l => l.cache_hit !== undefined)
              .map(l => Number(l.cache_hit)),
          ),
        ).toBeLessThan(0.1),
    ],
    [
      'memory-leak',
      lines => expect(lines.at(-1) && Math.max(...lines.map(l => l.memory_percent ?? 0))).toBeGreaterThan(88),
    ],
    [
      'bad-instance',
      lines =>
        expect(
          mean(
            since(lines)
              .filter(l => l.hostname === 'web-2')
              .map(l => Number(l.status_code === 503)),
          ),
        ).toBeGreaterThan(0.15),
    ],
    ['traffic-surge', (lines, quiet) => expect(since(lines).length).toBeGreaterThan(3 * since(quiet).length)],
  ])('%s does what it says', (incident, check) => check(hour(incident), hour()))
})
