import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { routeOf } from '../../src/collector/index.ts'
import { RouteMapper } from '../../src/collector/routes.ts'

const logs = join(import.meta.dirname, '..', 'fixtures', 'logs')

interface Truth {
  endpoints: Record<string, number>
  endpoints_normalized?: Record<string, number>
}

const truths = readdirSync(logs)
  .filter(name => name.endsWith('.expected.json'))
  .map(name => [name, JSON.parse(readFileSync(join(logs, name), 'utf8')) as Truth] as const)
  .filter(([, truth]) => truth.endpoints_normalized !== undefined)

describe('routes of the sample logs', () => {
  it.each(truths)('%s', (_, { endpoints, endpoints_normalized }) => {
    const counts: Record<string, number> = {}
    for (const [key, count] of Object.entries(endpoints)) {
      const space = key.indexOf(' ')
      const route = `${key.slice(0, space)} ${routeOf(key.slice(space + 1))}`
      counts[route] = (counts[route] ?? 0) + count
    }
    expect(counts).toEqual(endpoints_normalized)
  })
})

describe('a segment', () => {
  it.each([
    '0',
    '4711',
    '12345678901234567890123',
    'fbf38759-1f2e-4a3b-9c4d-8acb7155865c',
    'FBF38759-1F2E-4A3B-9C4D-8ACB7155865C',
    'deadbeefdeadbeef',
    '5f3759df5f3759df5f3759df',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    'dGhpcyBpcyBhIHRva2VuMQ',
    'cus_NffrFeUfNV2Hib1234',
    'someone@example.org',
    'someone%40example.org',
    '2026-11-22',
    '2026-11-22T08:26:22.213Z',
  ])('%s is an identifier', segment => {
    expect(routeOf(`/a/${segment}/b`)).toBe('/a/:id/b')
    expect(routeOf(`/${segment}`)).toBe('/:id')
  })

  it.each([
    'v1',
    'v2',
    'users',
    'deadbeef',
    'logo.png',
    'jquery-3.6.0.slim.min.js',
    'app.3f9a8b7c6d5e4f3a2b1c.js',
    'internationalization-settings',
    'page-2',
    'caf%C3%A9-and-some-more-words',
    ':id',
    '{id}',
    '*',
    'a@b',
    '1.5',
    '',
  ])('"%s" stays', segment => {
    expect(routeOf(`/a/${segment}/b`)).toBe(`/a/${segment}/b`)
  })

  it('is looked at once, however long the path', () => {
    const long = `/${'a1'.repeat(500_000)}/${'@.'.repeat(100_000)}`
    const before = performance.now()
    routeOf(long)
    expect(performance.now() - before).toBeLessThan(2000)
  })
})

describe('templates by hand', () => {
  it.each([
    ['/users/:name', '/users/anna', '/users/:name'],
    ['/users/{name}', '/users/anna', '/users/{name}'],
    ['/users/:name', '/users/anna/posts/7', '/users/anna/posts/:id'],
    ['/users/:name', '/users/', '/users/'],
    ['/users/:name', '/users/17', '/users/:name'],
    ['/static/*', '/static/css/site.css', '/static/*'],
    ['/a/*/c', '/a/b/c', '/a/*/c'],
    ['/a/*/c', '/a/b/d', '/a/b/d'],
    ['/users/:name/', '/users/anna', '/users/anna'],
    ['/', '/', '/'],
  ])('%s for %s gives %s', (template, path, route) => {
    expect(routeOf(path, [template])).toBe(route)
  })

  it('come before the template of the log, which comes before the rules', () => {
    const byHand = new RouteMapper(['/users/:name'])
    expect(byHand.route('/users/17', '/users/{id}')).toBe('/users/:name')
    expect(byHand.route('/orders/17', '/orders/{order}')).toBe('/orders/{order}')
    expect(byHand.route('/orders/17', null)).toBe('/orders/:id')
    expect(byHand.route(null, '/orders/{order}')).toBe('/orders/{order}')
    expect(byHand.route(null, null)).toBeNull()
  })

  it('are not used for raw paths', () => {
    const raw = new RouteMapper(false)
    expect(raw.route('/users/17', '/users/{id}')).toBe('/users/17')
    expect(raw.route(null, '/users/{id}')).toBe('/users/{id}')
  })
})

describe('any path', () => {
  it('has a route that is its own route', () => {
    const segment = fc.oneof(
      fc.string(),
      fc.uuid(),
      fc.nat().map(String),
      fc.emailAddress(),
      fc.constantFrom('users', 'v1'),
    )
    fc.assert(
      fc.property(fc.array(segment), segments => {
        const route = routeOf(`/${segments.join('/')}`)
        expect(routeOf(route)).toBe(route)
      }),
    )
  })

  it('is cut where it would fill the memory', () => {
    const long = new RouteMapper().route(`/${'x/'.repeat(100_000)}`, null)
    expect(long!.length).toBe(4096)
    expect(long!.endsWith('…')).toBe(true)
  })
})
