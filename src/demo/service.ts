import type { Random } from './random.ts'

/** One endpoint of the imagined shop, in a quiet hour. */
export interface DemoEndpoint {
  readonly method: string
  /** Route; its `:id` is filled for each request. */
  readonly route: string
  readonly weight: number
  /** Median seconds, without and (where it is cached) with a hit. */
  readonly median: number
  readonly hitMedian?: number
  /** Share of lookups that hit; absent = never looks into a cache. */
  readonly hitRate?: number
  readonly success: number
  /** Status codes that a share of the requests gets instead. */
  readonly failures: readonly (readonly [status: number, share: number, message: string])[]
}

export const endpoints: readonly DemoEndpoint[] = [
  {
    method: 'GET',
    route: '/api/products',
    weight: 26,
    median: 0.038,
    hitMedian: 0.004,
    hitRate: 0.82,
    success: 200,
    failures: [],
  },
  {
    method: 'GET',
    route: '/api/products/:id',
    weight: 22,
    median: 0.031,
    hitMedian: 0.003,
    hitRate: 0.74,
    success: 200,
    failures: [[404, 0.006, 'no such product']],
  },
  {
    method: 'GET',
    route: '/api/search',
    weight: 12,
    median: 0.085,
    hitMedian: 0.006,
    hitRate: 0.41,
    success: 200,
    failures: [[400, 0.003, 'query is too short']],
  },
  {
    method: 'GET',
    route: '/api/cart',
    weight: 11,
    median: 0.012,
    success: 200,
    failures: [[401, 0.004, 'session expired']],
  },
  {
    method: 'POST',
    route: '/api/cart/items',
    weight: 7,
    median: 0.021,
    success: 201,
    failures: [[409, 0.004, 'out of stock']],
  },
  { method: 'DELETE', route: '/api/cart/items/:id', weight: 2, median: 0.016, success: 204, failures: [] },
  {
    method: 'POST',
    route: '/api/checkout',
    weight: 4,
    median: 0.11,
    success: 201,
    failures: [
      [402, 0.004, 'card declined'],
      [502, 0.0008, 'payment provider: bad gateway'],
    ],
  },
  {
    method: 'POST',
    route: '/api/login',
    weight: 4,
    median: 0.064,
    success: 200,
    failures: [[401, 0.02, 'wrong password']],
  },
  {
    method: 'GET',
    route: '/api/users/me',
    weight: 6,
    median: 0.009,
    success: 200,
    failures: [[401, 0.005, 'session expired']],
  },
  {
    method: 'GET',
    route: '/api/orders/:id',
    weight: 3,
    median: 0.026,
    success: 200,
    failures: [[404, 0.004, 'no such order']],
  },
  { method: 'PUT', route: '/api/users/me', weight: 1, median: 0.03, success: 200, failures: [] },
  { method: 'GET', route: '/health', weight: 2, median: 0.0008, success: 200, failures: [] },
]

export const instances: readonly string[] = ['web-1', 'web-2', 'web-3']

export const userAgents: readonly string[] = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15',
  'okhttp/4.12.0',
  'python-requests/2.32.3',
  'curl/8.9.1',
]

const total = endpoints.reduce((sum, { weight }) => sum + weight, 0)

export function pickEndpoint(random: Random): DemoEndpoint {
  let left = random.uniform() * total
  for (const endpoint of endpoints) {
    left -= endpoint.weight
    if (left < 0) return endpoint
  }
  return endpoints[0]!
}

/** Traffic over the day: quietest at four in the morning, busiest at four in the afternoon (UTC). */
export function dailyFactor(time: number): number {
  return 1 + 0.25 * Math.sin((2 * Math.PI * (time - 10 * 3600)) / 86400)
}
