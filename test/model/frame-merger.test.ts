import { describe, expect, it } from 'vitest'
import { Cache, encodeFrame, FrameMerger, mergeFrame, Rollup } from '../../src/model/index.ts'

/** Each cell's requests are told by its number: how many, how long, with which statuses. */
function cellOf(number: number): Rollup {
  const rollup = new Rollup()
  for (let i = 0; i <= number % 7; i++) rollup.add(200 + (number % 300), (number + i) / 1000, number % 3)
  return rollup
}

function frameOf(numbers: readonly number[]): Uint8Array {
  return encodeFrame(numbers.map(number => [number, cellOf(number)]))
}

function seen({ requests, cacheHits, cacheMisses, hit, miss, unknown, ...rest }: Rollup): unknown {
  const durations = [hit, miss, unknown].map(
    part => part && [part.min, part.max, part.sumParts(), [...part.sketch.buckets()]],
  )
  return [requests, cacheHits, cacheMisses, rest.statusUnknown, durations]
}

describe('a merger of frames', () => {
  it('adds up more rollups than it has room for at once, and the same ones again', () => {
    const numbers = Array.from({ length: 1700 }, (_, i) => i)
    const merger = new FrameMerger()
    const into = new Map<number, Rollup>()
    const target = (number: number): Rollup => {
      const known = into.get(number) ?? new Rollup()
      into.set(number, known)
      return known
    }
    for (const part of [numbers, numbers.slice(300, 1100), numbers]) merger.add(frameOf(part), target)
    merger.finish()
    for (const number of numbers) {
      const expected = new Rollup()
      const times = number >= 300 && number < 1100 ? 3 : 2
      for (let i = 0; i < times; i++) expected.merge(cellOf(number))
      expect(seen(into.get(number)!)).toEqual(seen(expected))
      expect([...into.get(number)!.statuses()]).toEqual([...expected.statuses()])
    }
  })

  it('keeps every status of a rollup that has all there are', () => {
    const rollup = new Rollup()
    for (let status = 100; status <= 599; status++)
      for (let i = 0; i < status % 5; i++) rollup.add(status, 0.1, Cache.unknown)
    const into = new Rollup()
    const merger = new FrameMerger()
    for (let times = 0; times < 3; times++) merger.add(encodeFrame([[4, rollup]]), () => into)
    merger.finish()
    const sorted = (of: Rollup) => [...of.statuses()].sort((a, b) => a[0] - b[0])
    expect(sorted(into)).toEqual(sorted(rollup).map(([status, count]) => [status, 3 * count]))
    expect(into.requests).toBe(3 * rollup.requests)
  })

  it('is not disturbed by another one that begins before it is finished', () => {
    const [a, b, c] = [new Rollup(), new Rollup(), new Rollup()]
    const [one, two] = [new FrameMerger(), new FrameMerger()]
    one.add(frameOf([5]), () => a)
    two.add(frameOf([6]), () => b)
    one.add(frameOf([5, 6]), number => (number === 5 ? a : null))
    mergeFrame(frameOf([9]), () => c)
    one.finish()
    two.finish()
    const twice = new Rollup()
    for (let i = 0; i < 2; i++) twice.merge(cellOf(5))
    expect(seen(a)).toEqual(seen(twice))
    expect(seen(b)).toEqual(seen(cellOf(6)))
    expect(seen(c)).toEqual(seen(cellOf(9)))
  })

  it('leaves nothing of a frame that is none to the next', () => {
    const broken = frameOf([1, 2, 3])
    const merger = new FrameMerger()
    const [a, b] = [new Rollup(), new Rollup()]
    expect(() => merger.add(broken.subarray(0, -2), () => a)).toThrow(RangeError)
    expect(() =>
      merger.add(broken, () => {
        throw new Error('nobody')
      }),
    ).toThrow('nobody')
    merger.add(frameOf([8]), () => b)
    merger.finish()
    expect(a.requests).toBe(0)
    expect(seen(b)).toEqual(seen(cellOf(8)))
  })

  it('finds the totals, which come first, without the rest', () => {
    const into = new Rollup()
    mergeFrame(frameOf([0, 1, 700]), number => (number === 0 ? into : null), { upTo: 0, figuresOnly: true })
    expect(seen(into)).toEqual(seen(cellOf(0)))
    const none = new Rollup()
    mergeFrame(frameOf([3, 700]), () => none, { upTo: 2 })
    expect(none.requests).toBe(0)
  })

  it('counts more than 32 bits hold', () => {
    const many = new Rollup()
    many.add(200, 0.25, Cache.hit)
    for (let doubled = 0; doubled < 40; doubled++) many.mergeFigures(many.copy())
    const into = new Rollup()
    const merger = new FrameMerger()
    for (let i = 0; i < 3; i++) merger.add(encodeFrame([[0, many]]), () => into)
    merger.finish()
    expect(into.requests).toBe(3 * 2 ** 40)
    expect([...into.hit!.sketch.buckets()][0]![1]).toBe(3 * 2 ** 40)
    expect(into.hit!.sum).toBe(0.25 * 3 * 2 ** 40)
  })
})
