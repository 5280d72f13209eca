import { describe, expect, it } from 'vitest'
import { completeFilter, parseFilter } from '../../src/query/index.ts'

const known = {
  fields: ['tenant', 'req.id'],
  values: (field: string): string[] =>
    ({
      endpoint: ['/api/search', '/api/cart', '/say "hi"', '/a b'],
      method: ['GET', 'POST'],
      status: ['200', '503'],
    })[field] ?? [],
}
/** The cursor stands at `|`. */
const complete = (text: string) => {
  const cursor = text.indexOf('|')
  const whole = text.replace('|', '')
  const { from, to, candidates } = completeFilter(whole, cursor, known)
  return { results: candidates.map(one => whole.slice(0, from) + one + whole.slice(to)), candidates }
}

describe('the prompt', () => {
  it.each([
    ['|', ['source', 'tenant', 'not']],
    ['st|', ['status']],
    ['ten|', ['tenant']],
    ['status |', ['>=', 'in']],
    ['cache |', ['=', '!=']],
    ['cache = |', ['hit', 'miss', 'unknown']],
    ['cache = m|', ['miss']],
    ['status = |', ['4xx', '503']],
    ['status = 5|', ['5xx', '503']],
    ['endpoint = |', ['/api/search', '"/a b"', '"/say \\"hi\\""']],
    ['endpoint ~ "/api/s|', ['/api/search']],
    ['endpoint = sea|', ['/api/search']],
    ['method in (GET, |', ['POST']],
    ['method not |', ['in']],
    ['method not in |', ['(']],
    ['status = 500 |', ['and', 'or']],
    ['status = 500 a|', ['and']],
    ['(status = 500) o|', ['or']],
    ['status = 500 and du|', ['duration']],
    ['not (me|', ['method', 'message']],
    ['status_code = 5|', ['5xx']],
  ])('%s offers %j', (text, expected) => {
    const { candidates } = complete(text)
    for (const one of expected) expect(candidates).toContain(one)
  })

  it('offers nothing where the text has gone wrong', () => {
    for (const text of ['status status |', '= |', 'status = = |', ') |'])
      expect(complete(text).candidates).toEqual([])
  })

  it('replaces what was typed, and what it offers as a value parses', () => {
    expect(complete('st| = 500').results[0]).toBe('status = 500')
    for (const text of ['endpoint = |', 'endpoint = "/a|', 'status = |', 'cache = |', 'method in (|']) {
      for (const result of complete(text).results)
        expect(() => parseFilter(text.includes('(') ? `${result})` : result)).not.toThrow()
    }
  })
})
