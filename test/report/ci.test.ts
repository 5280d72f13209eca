import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseThreshold } from '../../src/query/index.ts'

const text = readFileSync(new URL('../../docs/ci.md', import.meta.url), 'utf8')

describe('docs/ci.md', () => {
  const limits = [...text.matchAll(/--fail-on '([^']*)'/g)].map(([, limit]) => limit!)
  it('has limits', () => {
    expect(limits.length).toBeGreaterThan(4)
  })
  it.each(limits)('the limit %s can be typed', limit => {
    expect(parseThreshold(limit).text).toBe(limit)
  })
  it('names only figures there are', () => {
    const [list] = /`mean min[\s\S]*?\n\n/.exec(text) ?? []
    const names = [...list!.matchAll(/`([a-z0-9_ \n]+)`/g)].flatMap(([, words]) => words!.split(/\s+/))
    expect(names.length).toBeGreaterThan(15)
    for (const name of names) expect(() => parseThreshold(`${name} > 1`)).not.toThrow(/unknown/)
  })
})
