import { expect } from 'vitest'
import { Cache, type RequestStats } from '../../src/model/index.ts'
import type { Request } from './batches.ts'

/** Figures of requests by plain counting; nothing here is shared with what is tested. */
export function expectStats(stats: RequestStats, requests: readonly Request[]): void {
  const statuses = requests.map(({ status }) => status ?? 200)
  const known = statuses.filter(status => status > 0)
  const errors = known.filter(status => status >= 400)
  const caches = requests.map(({ cache }) => cache ?? Cache.unknown)
  const spoken = caches.some(cache => cache !== Cache.unknown)
  const hits = caches.filter(cache => cache === Cache.hit).length
  const misses = caches.filter(cache => cache === Cache.miss).length
  expect(stats.total).toBe(requests.length)
  expect(stats.errors).toBe(errors.length)
  expect(stats.errorRate).toBe(known.length === 0 ? null : errors.length / known.length)
  expect(stats.serverErrors).toBe(errors.filter(status => status >= 500).length)
  expect(stats.statusUnknown).toBe(statuses.length - known.length)
  expect(stats.statusCodes).toEqual(tally(known))
  expect(stats.cache.hits).toBe(spoken ? hits : null)
  expect(stats.cache.misses).toBe(spoken ? misses : null)
  expectDurations(stats, requests)
}

function expectDurations({ responseTime }: RequestStats, requests: readonly Request[]): void {
  const sorted = requests
    .map(({ duration }) => duration ?? Number.NaN)
    .filter(duration => duration >= 0)
    .sort((a, b) => a - b)
  expect(responseTime.count).toBe(sorted.length)
  if (sorted.length === 0) {
    expect(responseTime.mean).toBeNull()
    expect(responseTime.p99).toBeNull()
    return
  }
  expect(responseTime.min).toBe(sorted[0])
  expect(responseTime.max).toBe(sorted.at(-1))
  expect(responseTime.mean).toBeCloseTo(sorted.reduce((a, b) => a + b, 0) / sorted.length, 8)
  const quantiles = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const
  for (const [name, q] of Object.entries(quantiles)) {
    const truth = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1]!
    const figure = responseTime[name as keyof typeof quantiles]!
    expect(Math.abs(figure - truth)).toBeLessThanOrEqual(truth * 0.011)
  }
}

export function tally(values: readonly (string | number)[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

/** Busiest second: how many requests, and the first such second. */
export function peakOf(requests: readonly Request[]): { peak: number | null; peakAt: number | null } {
  const perSecond = tally(requests.map(({ time }) => Math.floor(time)))
  const peak = Math.max(0, ...Object.values(perSecond))
  const seconds = Object.keys(perSecond)
    .map(Number)
    .filter(second => perSecond[second] === peak)
  return peak === 0 ? { peak: null, peakAt: null } : { peak, peakAt: Math.min(...seconds) }
}

/** `GET /users/:id`; the routes of the tests' paths, by hand. */
export function endpointOf({ method, path }: Request): string {
  const route = path === null ? '(unknown)' : (path ?? '/').replace(/\/\d+/g, '/:id')
  return `${method === undefined ? 'GET' : (method ?? '-')} ${route}`
}

export function byEndpoint(requests: readonly Request[]): Map<string, Request[]> {
  const groups = new Map<string, Request[]>()
  for (const request of requests) {
    const key = endpointOf(request)
    groups.set(key, [...(groups.get(key) ?? []), request])
  }
  return groups
}
