import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { errnoOf, errnoWords, reasonOf } from '../../src/model/index.ts'

function failureOf(work: () => unknown): unknown {
  try {
    work()
  } catch (cause) {
    return cause
  }
  throw new Error('it did not fail')
}

describe('what the system reports', () => {
  it('is said in words', () => {
    const missing = failureOf(() => readFileSync('/nowhere/at/all'))
    expect([errnoOf(missing), reasonOf(missing)]).toEqual(['ENOENT', 'no such file or directory'])
    const folder = failureOf(() => readFileSync('/'))
    expect([errnoOf(folder), reasonOf(folder)]).toEqual(['EISDIR', 'is a directory'])
  })

  it('is passed on where there are no words for it', () => {
    expect(errnoWords('EDOM')).toBeUndefined()
    expect(reasonOf(Object.assign(new Error('EDOM: odd'), { code: 'EDOM' }))).toBe('EDOM: odd')
    expect(errnoOf(new Error('something else'))).toBe('')
    expect(reasonOf('a text')).toBe('a text')
  })
})
