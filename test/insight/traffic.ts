import { gaussian, random } from './random.ts'
import type { Call, Sample } from './snapshots.ts'

export const start = 1_700_000_000
export const hour = 3600

interface Route {
  readonly method: string
  readonly endpoint: string
  readonly weight: number
  /** Median seconds of an answer that was worked out. */
  readonly median: number
  readonly hitRate: number | null
}

const routes: readonly Route[] = [
  { method: 'GET', endpoint: '/products', weight: 5, median: 0.04, hitRate: 0.8 },
  { method: 'GET', endpoint: '/products/:id', weight: 4, median: 0.02, hitRate: 0.7 },
  { method: 'GET', endpoint: '/search', weight: 2, median: 0.08, hitRate: 0.5 },
  { method: 'POST', endpoint: '/cart', weight: 1, median: 0.03, hitRate: null },
  { method: 'POST', endpoint: '/checkout', weight: 1, median: 0.09, hitRate: null },
]

/** What is different about a request, by its age since the incident began. */
export interface Trouble {
  readonly rate?: number
  readonly change?: (call: Call, age: number) => Partial<Call>
  readonly memory?: (age: number) => number
  readonly cpu?: number
}

export interface Traffic {
  readonly calls: Call[]
  readonly samples: Sample[]
}

/** An hour of a small shop, five requests a second, with trouble from `at` (default: the last 15 minutes). */
export function traffic(seed: number, trouble: Trouble = {}, at: number = start + 2700): Traffic {
  const uniform = random(seed)
  const normal = gaussian(uniform)
  const total = routes.reduce((sum, route) => sum + route.weight, 0)
  const calls: Call[] = []
  for (let time = start; ; ) {
    const rate = 5 * (time >= at ? (trouble.rate ?? 1) : 1)
    time -= Math.log(1 - uniform()) / rate
    if (time > start + hour) break
    let left = uniform() * total
    const route = routes.find(one => (left -= one.weight) < 0) ?? routes[0]!
    const hit = route.hitRate === null ? null : uniform() < route.hitRate
    const call: Call = {
      at: time,
      method: route.method,
      endpoint: route.endpoint,
      status: uniform() < 0.004 ? 404 : 200,
      duration: (hit ? 0.003 : route.median) * Math.exp(0.4 * normal()),
      cache: hit,
      client: `c${Math.floor(uniform() * 6)}`,
      source: `web-${1 + Math.floor(uniform() * 3)}`,
    }
    calls.push(time >= at ? { ...call, ...trouble.change?.(call, time - at) } : call)
  }
  const samples = Array.from({ length: hour / 10 }, (_, i) => {
    const age = start + i * 10 - at
    return {
      at: start + i * 10,
      cpuPercent: Math.min(100, 30 + 2 * normal() + (age >= 0 ? (trouble.cpu ?? 0) : 0)),
      memoryPercent: Math.min(100, 45 + 0.4 * normal() + (age >= 0 ? (trouble.memory?.(age) ?? 0) : 0)),
      diskUsagePercent: 40,
    }
  })
  return { calls, samples }
}

/** Chance that does not change the stream of another. */
export function chance(seed: number): (share: number) => boolean {
  const uniform = random(seed)
  return share => uniform() < share
}
