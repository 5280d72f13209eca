import type { DemoEndpoint } from './service.ts'

type Failure = readonly [status: number, share: number, message: string]

/** What an incident changes, `age` seconds after it began. Absent = nothing. */
export interface Incident {
  readonly summary: string
  /** Factor on the rate of requests. */
  readonly rate?: (age: number) => number
  /** Factor on the duration of requests that do not come from a cache. */
  readonly slowdown?: (age: number, endpoint: DemoEndpoint, instance: string) => number
  /** Share of requests that fail with this status and message instead. */
  readonly failure?: (age: number, endpoint: DemoEndpoint, instance: string) => Failure | null
  /** Factor on the hit rate. */
  readonly hitRate?: (age: number) => number
  /** Percentage points added to the memory in use. */
  readonly memory?: (age: number) => number
  /** Percentage points added to the processor's load. */
  readonly cpu?: (age: number) => number
}

const isRoute = (endpoint: DemoEndpoint, method: string, route: string) =>
  endpoint.method === method && endpoint.route === route

export const incidents: Readonly<Record<string, Incident>> = {
  'slow-database': {
    summary: 'the query behind GET /api/search lost its index',
    slowdown: (_, endpoint) => (isRoute(endpoint, 'GET', '/api/search') ? 22 : 1),
    cpu: () => 8,
  },
  'bad-deploy': {
    summary: 'a deploy broke POST /api/checkout: most of it ends in 500',
    failure: (_, endpoint) =>
      isRoute(endpoint, 'POST', '/api/checkout')
        ? [500, 0.7, "TypeError: Cannot read properties of undefined (reading 'total')"]
        : null,
  },
  'cache-flushed': {
    summary: 'the cache was emptied and never fills again',
    hitRate: () => 0.08,
    slowdown: () => 1.6,
    cpu: () => 18,
  },
  'memory-leak': {
    summary: 'memory grows until nothing is left',
    memory: age => Math.min(50, age / 38),
  },
  'bad-instance': {
    summary: 'web-2 is slow and fails, the other instances are fine',
    slowdown: (_, __, instance) => (instance === 'web-2' ? 14 : 1),
    failure: (_, __, instance) => (instance === 'web-2' ? [503, 0.18, 'connection pool exhausted'] : null),
  },
  'traffic-surge': {
    summary: 'four times the usual traffic, and the processor with it',
    rate: () => 4,
    slowdown: () => 1.7,
    cpu: () => 52,
  },
}

export const incidentNames: readonly string[] = Object.keys(incidents)
