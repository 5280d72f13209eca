import { describe, expect, it } from 'vitest'
import { nearest } from '../../src/text/index.ts'

describe('nearest', () => {
  const known = ['format', 'filter', 'from', 'follow', 'window', 'max-endpoints']

  it.each([
    ['fromat', 'format'],
    ['windwo', 'window'],
    ['Filter', 'filter'],
    ['max-endpoint', 'max-endpoints'],
    ['maxendpoints', 'max-endpoints'],
  ])('%s meant %s', (typed, meant) => {
    expect(nearest(typed, known)).toBe(meant)
  })

  it('does not guess wildly', () => {
    expect(nearest('quiet', known)).toBeNull()
    expect(nearest('x', [])).toBeNull()
  })
})
