import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError, type FilterRow } from '../../src/model/index.ts'
import { parseFilter } from '../../src/query/index.ts'

type Values = Record<string, string | number | boolean | null>

const row = (values: Values): FilterRow => ({ get: field => values[field] ?? null })
const request: Values = {
  source: 'web-1.log',
  method: 'GET',
  endpoint: '/api/users/:id',
  path: '/api/users/42',
  status: 503,
  duration: 0.35,
  client: '203.0.113.7',
  userAgent: 'curl/8.5.0',
  cache: false,
  errorMessage: 'Connection Timeout after 3s',
  'req.headers.host': 'shop.example',
  tenant: 'blue',
  retries: '3',
  port: 8080,
  secure: true,
}
const passes = (text: string, values: Values = request) => parseFilter(text).test(row(values))

describe('one comparison', () => {
  it.each([
    ['status = 503', true],
    ['status == 503', true],
    ['status != 503', false],
    ['status <> 404', true],
    ['status >= 500', true],
    ['status > 503', false],
    ['status < 500', false],
    ['status <= 503', true],
    ['status = 5xx', true],
    ['status = 4XX', false],
    ['status in (404, 503)', true],
    ['status in (4xx)', false],
    ['status not in (404, 429)', true],
    ['status ~ 50?', true],
    ['status_code = 503', true],
    ['duration > 300ms', true],
    ['duration > 0.4s', false],
    ['duration = 350ms', true],
    ['duration > 300 ms', true],
    ['duration <= 350000us', true],
    ['latency < 1m', true],
    ['endpoint = /api/users/:id', true],
    ['endpoint ~ "/api/*"', true],
    ['endpoint ~ /api/*', true],
    ['endpoint !~ /api/*', false],
    ['endpoint ~ "/api"', true],
    ['endpoint ~ "/users/*"', false],
    ['path ~ /api/users/??', true],
    ['path ~ /api/users/?', false],
    ['method = get', true],
    ['method in (POST, "get")', true],
    ['client ~ 203.0.113.*', true],
    ['client = "203.0.113.7"', true],
    ['message ~ timeout', true],
    ['message ~ "*after ?s"', true],
    ["error_message = 'Connection Timeout after 3s'", true],
    ['cache = miss', true],
    ['cache = hit', false],
    ['cache != hit', true],
    ['cache_hit = false', true],
    ['source ~ web-*', true],
    ['userAgent ~ curl*', true],
    ['req.headers.host = shop.example', true],
    ['tenant = blue', true],
    ['tenant in (red, blue)', true],
    ['retries >= 3', true],
    ['retries = 3.0', true],
    ['.port > 8000', true],
    ['secure = true', true],
    ['nothing.there = x', false],
    ['nothing.there = null', true],
    ['tenant = null', false],
  ])('%s: %s', (text, expected) => {
    expect(passes(text)).toBe(expected)
  })

  it('fails for what a request does not carry, and its negation holds', () => {
    for (const text of [
      'status >= 500',
      'status = 200',
      'duration < 1h',
      'client = x',
      'cache = miss',
      'message ~ x',
    ])
      expect(passes(text, {})).toBe(false)
    for (const text of ['status != 200', 'client != x', 'cache != hit', 'message !~ x', 'client not in (x)'])
      expect(passes(text, {})).toBe(true)
    expect(passes('status = unknown', {})).toBe(true)
    expect(passes('status = unknown', { status: 0 })).toBe(true)
    expect(passes('status < 400', { status: 0 })).toBe(false)
    expect(passes('cache = unknown', {})).toBe(true)
    expect(passes('duration < 1s', { duration: Number.NaN })).toBe(false)
  })
})

describe('comparisons together', () => {
  it.each([
    ['status >= 500 and endpoint ~ "/api/*" and duration > 300ms', true],
    ['status >= 500 && duration > 1s', false],
    ['status < 500 or duration > 300ms', true],
    ['status < 500 || duration > 1s', false],
    // `and` binds tighter.
    ['status = 503 or status = 1 and status = 2', true],
    ['(status = 503 or status = 1) and status = 2', false],
    ['not status = 503', false],
    ['not (status = 1 or status = 2)', true],
    ['!(status = 503)', false],
    ['not not status = 503', true],
    ['NOT status = 1 AND method = GET', true],
    ['((((status=503))))', true],
    ['status>=500and', null],
  ])('%s: %s', (text, expected) => {
    if (expected === null) expect(() => parseFilter(text)).toThrow(AppError)
    else expect(passes(text)).toBe(expected)
  })

  it('obeys the laws of logic on any requests', () => {
    const comparison = fc.constantFrom(
      'status >= 500',
      'method = GET',
      'duration > 100ms',
      'client = a',
      'cache = hit',
      'endpoint ~ /a*',
    )
    const values = fc.record({
      status: fc.constantFrom(null, 200, 404, 500),
      method: fc.constantFrom(null, 'GET', 'POST'),
      duration: fc.constantFrom(null, 0.05, 0.5),
      client: fc.constantFrom(null, 'a', 'b'),
      cache: fc.constantFrom(null, true, false),
      endpoint: fc.constantFrom('/a', '/b'),
    })
    fc.assert(
      fc.property(comparison, comparison, comparison, values, (a, b, c, of) => {
        const [x, y, z] = [a, b, c].map(text => passes(text, of))
        expect(passes(`${a} and ${b} or ${c}`, of)).toBe((x && y) || z)
        expect(passes(`${a} and (${b} or ${c})`, of)).toBe(x && (y || z))
        expect(passes(`not (${a} and ${b})`, of)).toBe(passes(`not ${a} or not ${b}`, of))
      }),
    )
  })
})

describe('what it knows of itself', () => {
  it.each([
    ['endpoint ~ /a* and method = GET', ['endpoint', 'method'], 'series'],
    ['source = a or route = /x', ['source', 'endpoint'], 'series'],
    ['endpoint = /a and status >= 500', ['endpoint', 'status'], 'status'],
    ['status_code = 500', ['status'], 'status'],
    ['status = 500 and latency > 1s', ['status', 'duration'], 'row'],
    ['path = /a', ['path'], 'row'],
    ['host = web-1', ['host'], 'row'],
    ['.port = 80 and req.id = 1 and message ~ x', ['port', 'req.id', 'errorMessage'], 'row'],
  ])('%s reads %j and is exact on %s', (text, fields, scope) => {
    const filter = parseFilter(text)
    expect([...filter.fields]).toEqual(fields)
    expect(filter.scope).toBe(scope)
    expect(filter.text).toBe(text)
  })
})

describe('a glob', () => {
  const matches = (pattern: string, value: string) => passes(`path ~ "${pattern}"`, { path: value })

  it('agrees with a regular expression on any small pattern and value', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 8 })
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 10 })
    fc.assert(
      fc.property(letters, texts, (pattern, value) => {
        const whole = /[*?]/.test(pattern)
        const source = pattern.replaceAll('*', '.*').replaceAll('?', '.')
        expect(matches(pattern, value)).toBe(new RegExp(whole ? `^${source}$` : source).test(value))
      }),
      { numRuns: 2000 },
    )
  })

  it('does not take for ever', () => {
    const started = performance.now()
    expect(matches(`${'*a'.repeat(50)}b`, 'a'.repeat(20_000))).toBe(false)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

describe('a fault', () => {
  it.each([
    ['statsu >= 500', 1, '^^^^^^', 'unknown field "statsu"', expect.stringMatching(/^did you mean status\?/)],
    ['status >= 5a', 11, '^^', 'expected a number', undefined],
    ['status = abc', 10, '^^^', 'expected a status', 'write 404, 5xx or unknown'],
    ['status >', 9, '^', 'expected a value, found the end', undefined],
    ['status', 7, '^', 'expected an operator, found the end', expect.any(String)],
    ['(status = 500', 1, '^', 'this parenthesis is never closed', 'add )'],
    ['status = 500)', 13, '^', 'expected "and", "or" or the end, found ")"', undefined],
    ['duration > 300', 12, '^^^', 'a duration needs its unit', 'write 300ms or 300s'],
    ['duration ~ 3*', 10, '^', 'duration has no text to match', expect.any(String)],
    ['method > GET', 10, '^^^', 'method is a text: > does not apply', expect.any(String)],
    ['cache = yes', 9, '^^^', 'expected hit, miss or unknown', undefined],
    ['status in 500', 11, '^^^', 'expected "(", found "500"', expect.any(String)],
    ['status in (500 404)', 16, '^^^', 'expected "," or ")", found "404"', undefined],
    ['status not 500', 12, '^^^', 'expected "in", found "500"', undefined],
    ['and status = 1', 5, '^^^^^^', 'expected an operator, found "status"', expect.any(String)],
    ['path = "a', 8, '^', 'this quote is never closed', 'end the text with "'],
    ['', 1, '^', 'expected a field, found the end', expect.any(String)],
  ])('in %s is shown at column %i', (text, column, carets, message, hint) => {
    let fault: unknown
    try {
      parseFilter(text)
    } catch (error) {
      fault = error
    }
    expect(fault).toBeInstanceOf(AppError)
    expect((fault as AppError).message).toBe(message)
    expect((fault as AppError).hint).toEqual(hint)
    expect((fault as AppError).exitCode).toBe(2)
    expect((fault as AppError).place!.split('\n')).toEqual([
      `column ${column}`,
      `  ${text}`.trimEnd(),
      `  ${' '.repeat(column - 1)}${carets}`,
    ])
  })

  it('never shows what was typed raw', () => {
    try {
      parseFilter('status = \u001b[2J\u202e')
      expect.unreachable()
    } catch (error) {
      const { message, place, hint } = error as AppError
      expect(`${message}${place}${hint}`).not.toMatch(/[\u001b\u202e]/)
    }
  })

  it('is the only thing that any text can lead to', () => {
    const words = [
      'status',
      '=',
      '>',
      'and',
      'or',
      'not',
      'in',
      '(',
      ')',
      ',',
      '"',
      "'",
      '5',
      '/a*',
      '~',
      '@',
      '\\',
    ]
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...words), fc.string()), { maxLength: 12 }), parts => {
        try {
          parseFilter(parts.join(' ')).test(row(request))
        } catch (error) {
          expect(error).toBeInstanceOf(AppError)
        }
      }),
      { numRuns: 1000 },
    )
    for (const deep of ['('.repeat(5000), 'not '.repeat(2000), 'x'.repeat(20_000)])
      expect(() => parseFilter(deep)).toThrow(AppError)
  })
})
