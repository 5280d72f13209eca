import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TopCounter } from '../../src/model/index.ts'

const words = fc.array(fc.constantFrom(...'aaaaabbbbcccddefghijklmnopqrstuvwxyz'))

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

function of(texts: readonly string[], capacity?: number): TopCounter {
  const counter = new TopCounter(capacity)
  for (const text of texts) counter.add(text)
  return counter
}

function expectBounds(counter: TopCounter, texts: readonly string[]): void {
  const truth = counted(texts)
  const top = counter.top()
  for (const { value, count, error } of top) {
    expect(count).toBeGreaterThanOrEqual(truth.get(value) ?? 0)
    expect(count - error).toBeLessThanOrEqual(truth.get(value) ?? 0)
  }
  for (const [text, count] of truth)
    if (!top.some(({ value }) => value === text)) expect(count).toBeLessThanOrEqual(counter.floor)
}

describe('the most frequent texts', () => {
  it('are exact as long as there is room', () => {
    fc.assert(
      fc.property(words, texts => {
        const top = of(texts, 26).top()
        expect(new Map(top.map(({ value, count }) => [value, count]))).toEqual(counted(texts))
        expect(top.every(({ error }) => error === 0)).toBe(true)
      }),
    )
  })

  it('keep their promise when there is no room, merged and pruned in any way', () => {
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 6 }),
        fc.integer({ min: 1, max: 8 }),
        fc.nat(3),
        (lists, capacity, least) => {
          const merged = new TopCounter(capacity)
          for (const list of lists) {
            const part = of(list, capacity)
            part.prune(least)
            merged.merge(part)
            expect(merged.size).toBeLessThanOrEqual(capacity)
          }
          expectBounds(merged, lists.flat())
          merged.add('z')
          expectBounds(merged, [...lists.flat(), 'z'])
        },
      ),
    )
  })

  it('find a text that makes a third of all, wherever it stands', () => {
    const noise = Array.from({ length: 2000 }, (_, i) => `noise ${i}`)
    const texts = noise.flatMap((text, i) => (i % 2 === 0 ? [text, 'heavy'] : [text]))
    const [first] = of(texts, 8).top()
    expect(first!.value).toBe('heavy')
    expect(first!.count - first!.error).toBeLessThanOrEqual(1000)
    expect(first!.count).toBeGreaterThanOrEqual(1000)
  })
})
