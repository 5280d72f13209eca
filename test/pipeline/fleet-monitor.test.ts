import { describe, expect, it } from 'vitest'
import { AppError, ManualClock, Rollup, type RollupQuery, type StoredStretch } from '../../src/model/index.ts'
import { FleetMonitor } from '../../src/pipeline/fleet-monitor.ts'
import type { FleetReader } from '../../src/pipeline/fleet-view.ts'
import { parseFilter } from '../../src/query/index.ts'

const now = 1_795_000_000

/** A fleet of two hosts: one request a second and host, those of `web-2` fail. */
class Fleet implements FleetReader {
  partial: string | null = null
  down: AppError | null = null
  asked = 0

  async query(query: RollupQuery): Promise<StoredStretch> {
    this.asked++
    if (this.down !== null) throw this.down
    const step = query.step ?? query.to - query.from
    const rollups = []
    for (let time = query.from; time < query.to; time += step)
      for (const host of ['web-1', 'web-2']) {
        const series = { host, source: '/log', method: 'GET', endpoint: '/a' }
        if (query.where !== null && !query.where(series)) continue
        const rollup = new Rollup()
        for (let i = 0; i < Math.min(step, query.to - time); i++)
          rollup.add(host === 'web-1' ? 200 : 500, 0.1, -1)
        rollups.push({ ...series, time, rollup })
      }
    return { from: query.from, to: query.to, step: 10, rollups, partial: this.partial }
  }

  async overview(query: RollupQuery & { chartStep: number }) {
    const whole = await this.query({ ...query, step: null })
    return { whole, cells: await this.query({ ...query, step: query.chartStep }) }
  }

  async samples() {
    return []
  }

  async hosts() {
    return [
      { name: 'web-1', lastSeen: now, silent: false },
      { name: 'web-2', lastSeen: now - 60, silent: true },
    ]
  }

  async extent() {
    return { from: now - 86_400, to: now }
  }
}

function monitorOf(fleet: Fleet, clock = new ManualClock(now), filter: string | null = null) {
  const errors: AppError[] = []
  const monitor = new FleetMonitor({
    reader: fleet,
    clock,
    insight: {},
    filter: filter === null ? null : parseFilter(filter),
    groupBy: null,
    onError: error => errors.push(error),
  })
  return { monitor, clock, errors }
}

describe('a fleet that is watched', () => {
  it('is shown when it has answered: all hosts as one, each by itself, and who is silent', async () => {
    const { monitor } = monitorOf(new Fleet())
    expect(monitor.observe({ windowSeconds: 60 }).snapshot.requests.total).toBe(0)
    await monitor.look({ windowSeconds: 300 })
    const { snapshot } = monitor.observe({ windowSeconds: 300 })
    expect(snapshot.requests.total).toBe(600)
    expect(snapshot.requests.errorRate).toBe(0.5)
    expect(snapshot.byInstance?.map(({ value, total }) => [value, total])).toEqual([
      ['web-1', 300],
      ['web-2', 300],
    ])
    expect(snapshot.previous?.requests.total).toBe(600)
    expect(snapshot.hosts?.filter(({ silent }) => silent).map(({ name }) => name)).toEqual(['web-2'])
    expect(snapshot.sources).toMatchObject([{ name: '/log', state: 'following' }])
    expect(snapshot.series.points.reduce((sum, { requests }) => sum + requests, 0)).toBe(600)
  })

  it('can be looked at host by host, within the filter it was started with', async () => {
    const fleet = new Fleet()
    const { monitor } = monitorOf(fleet, undefined, 'endpoint = /a')
    await monitor.look({ windowSeconds: 300 })
    const filter = parseFilter('host = web-2')
    expect(monitor.observe({ windowSeconds: 300, filter }).snapshot.partial).toBe('asking the fleet …')
    await expect.poll(() => monitor.observe({ windowSeconds: 300, filter }).snapshot.requests.total).toBe(300)
    const { snapshot } = monitor.observe({ windowSeconds: 300, filter })
    expect(snapshot.partial).toBe(null)
    expect(snapshot.requests.errorRate).toBe(1)
    expect(snapshot.hosts?.map(({ name }) => name)).toEqual(['web-2'])
    expect(() => monitor.observe({ windowSeconds: 300, filter: parseFilter('duration > 1s') })).toThrow(
      'by host, source, method, endpoint and status only',
    )
  })

  it('says how old what is shown is while the server is away, once on stderr, and goes on by itself', async () => {
    const fleet = new Fleet()
    const { monitor, clock, errors } = monitorOf(fleet)
    await monitor.look({ windowSeconds: 300 })
    fleet.down = new AppError('ClickHouse: out of reach')
    clock.advance(7)
    const shown = () => monitor.observe({ windowSeconds: 300 }).snapshot
    await expect.poll(() => shown().partial).toBe('ClickHouse: out of reach; what is shown is 7 s old')
    expect(shown().requests.total).toBe(600)
    expect(errors).toHaveLength(1)
    fleet.down = null
    await expect.poll(() => shown().partial).toBe(null)
  })

  it('is asked no more often than every two seconds', async () => {
    const fleet = new Fleet()
    const { monitor, clock } = monitorOf(fleet)
    await monitor.look({ windowSeconds: 300 })
    const { asked } = fleet
    for (let i = 0; i < 10; i++) monitor.observe({ windowSeconds: 300 })
    expect(fleet.asked).toBe(asked)
    clock.advance(2)
    monitor.observe({ windowSeconds: 300 })
    await expect.poll(() => fleet.asked).toBe(2 * asked)
  })
})
