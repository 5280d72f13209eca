import fc from 'fast-check'
import { Cache } from '../../src/model/index.ts'
import type { Request } from './batches.ts'

/** A whole hour, so that buckets of every width begin here. */
export const start = 1_795_334_400

/** Requests within `span` seconds of `start`, in no order. */
export function arbitraryRequest(span: number): fc.Arbitrary<Request> {
  return fc.record(
    {
      time: fc.integer({ min: 0, max: span * 1000 }).map(ms => start + ms / 1000),
      method: fc.constantFrom('GET', 'POST', null),
      path: fc.constantFrom('/', '/users/17', '/users/4', '/orders', null),
      status: fc.constantFrom(200, 200, 200, 201, 404, 500, 503, 0),
      duration: fc.oneof(
        fc.integer({ min: 0, max: 5_000_000 }).map(us => us / 1e6),
        fc.constant(Number.NaN),
      ),
      cache: fc.constantFrom(Cache.hit, Cache.miss, Cache.unknown, Cache.notALookup),
      message: fc.constantFrom('timeout', 'not found'),
    },
    { requiredKeys: ['time', 'method', 'path', 'status', 'duration', 'cache'] },
  )
}

export function cut<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )
}
