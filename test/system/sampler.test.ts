import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ManualClock, type SystemSample } from '../../src/model/index.ts'
import { type GaugeReader, machineGauges, openSampler, type Sampler } from '../../src/system/index.ts'

let sampler: Sampler | undefined
afterEach(() => {
  sampler?.close()
  vi.useRealTimers()
})

describe('openSampler', () => {
  it('survives a gauge that fails and one that hangs, and shows them as unknown', async () => {
    vi.useFakeTimers()
    const samples: SystemSample[] = []
    let broken = false
    const gauges: GaugeReader[] = [
      { name: 'cpu', everySeconds: 1, read: async () => ({ cpuPercent: 43 }) },
      {
        name: 'memory',
        everySeconds: 1,
        read: async () => {
          if (broken) throw new Error('EACCES')
          return { memoryPercent: 61 }
        },
      },
      { name: 'disk', everySeconds: 1, read: () => new Promise(() => {}) },
    ]
    sampler = openSampler({
      clock: new ManualClock(1000),
      host: 'web-3',
      onSample: s => samples.push(s),
      everySeconds: 1,
      gauges,
    })
    await vi.advanceTimersByTimeAsync(1500)
    expect(samples.at(-1)).toMatchObject({
      timestamp: 1000,
      host: 'web-3',
      origin: 'local',
      cpuPercent: 43,
      memoryPercent: 61,
      diskUsagePercent: null,
    })
    broken = true
    await vi.advanceTimersByTimeAsync(2000)
    expect(samples.at(-1)).toMatchObject({ cpuPercent: 43, memoryPercent: null })
    expect(sampler.failures).toBeGreaterThan(0)
    broken = false
    await vi.advanceTimersByTimeAsync(2000)
    expect(samples.at(-1)).toMatchObject({ memoryPercent: 61 })
  })

  it('stops when closed', async () => {
    vi.useFakeTimers()
    const samples: SystemSample[] = []
    sampler = openSampler({
      clock: new ManualClock(0),
      host: 'h',
      onSample: s => samples.push(s),
      gauges: [{ name: 'cpu', everySeconds: 1, read: async () => ({ cpuPercent: 1 }) }],
    })
    await vi.advanceTimersByTimeAsync(5000)
    const { length } = samples
    expect(length).toBeGreaterThan(1)
    sampler.close()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(samples).toHaveLength(length)
  })
})

describe('machineGauges', () => {
  it('reads this machine', async () => {
    const readings = Object.assign({}, ...(await Promise.all(machineGauges().map(gauge => gauge.read()))))
    for (const percent of [readings.memoryPercent, readings.diskUsagePercent]) {
      expect(percent).toBeGreaterThan(0)
      expect(percent).toBeLessThanOrEqual(100)
    }
    if (process.platform === 'linux') {
      const used = Number(/^TCP: inuse (\d+)/m.exec(readFileSync('/proc/net/sockstat', 'utf8'))?.[1])
      expect(Math.abs(readings.activeConnections - used)).toBeLessThan(200)
    }
  })

  it('measures a busy processor', async () => {
    const cpu = machineGauges().find(({ name }) => name === 'cpu')!
    await cpu.read()
    const until = performance.now() + 150
    while (performance.now() < until);
    const { cpuPercent } = await cpu.read()
    expect(cpuPercent).toBeGreaterThan(0)
    expect(cpuPercent).toBeLessThanOrEqual(100)
  })
})
