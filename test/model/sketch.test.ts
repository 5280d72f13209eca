import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bucketMiddle,
  bucketOf,
  bucketsOf,
  Cache,
  encodeFrame,
  maxBucket,
  mergeFrame,
  minBucket,
  Rollup,
  Sketch,
  zeroBucket,
} from '../../src/model/index.ts'

const bits = new BigUint64Array(1)
const double = new Float64Array(bits.buffer)

function neighbour(value: number, steps: bigint): number {
  double[0] = value
  bits[0]! += steps
  return double[0]
}

/** mantissa × 2^exponent with a whole mantissa. */
function parts(value: number): [mantissa: bigint, exponent: number] {
  double[0] = value
  const exponent = Number((bits[0]! >> 52n) & 2047n) - 1075
  return [(bits[0]! & (2n ** 52n - 1n)) | (2n ** 52n), exponent]
}

/** value ≤ 2^(k/32), in whole numbers: value^32 ≤ 2^k. */
function atMost(value: number, k: number): boolean {
  const [mantissa, exponent] = parts(value)
  const power = k - 32 * exponent
  return power >= 0 && mantissa ** 32n <= 2n ** BigInt(power)
}

const normal = fc.double({ min: 2 ** -31.9, max: 2 ** 31.9, noNaN: true })
const anyDuration = fc.oneof(
  fc.double({ min: 0, max: 1e12, noNaN: true }),
  fc.integer({ min: 0, max: 10_000_000 }).map(us => us / 1e6),
  fc.constantFrom(0, Number.MIN_VALUE, 2 ** -32, 2 ** 32, Number.MAX_VALUE),
)

function sketchOf(values: readonly number[]): Sketch {
  const sketch = new Sketch()
  for (const value of values) sketch.add(value)
  return sketch
}

function contents(sketch: Sketch): unknown {
  return [sketch.zero, sketch.count, [...sketch.buckets()]]
}

describe('buckets', () => {
  it('are right to the last bit at every edge of an octave', () => {
    for (const octave of [-32, -31, -7, -1, 0, 1, 5, 30, 31]) {
      for (let j = 0; j < 32; j++) {
        const k = octave * 32 + j
        for (let steps = -3n; steps <= 3n; steps++) {
          const value = neighbour(2 ** (k / 32), steps)
          if (value <= 2 ** -32 || value > 2 ** 32) continue
          const bucket = bucketOf(value)
          expect(atMost(value, bucket + 1)).toBe(true)
          expect(atMost(value, bucket)).toBe(false)
        }
      }
    }
  })

  it('hold any value between their edges', () => {
    fc.assert(
      fc.property(normal, value => {
        const bucket = bucketOf(value)
        expect(atMost(value, bucket + 1)).toBe(true)
        expect(atMost(value, bucket)).toBe(false)
        expect(Math.abs(bucketMiddle(bucket) - value) / value).toBeLessThan(0.0109)
      }),
    )
  })

  it('are the same for many values at once', () => {
    const anything = fc.oneof(
      normal,
      anyDuration,
      fc.constantFrom(Number.NaN, -1, -0, Number.POSITIVE_INFINITY, 2 ** -32, 2 ** -31, 2 ** 31, 2 ** 32),
      fc.integer({ min: -33, max: 33 }).map(exponent => 2 ** exponent),
    )
    fc.assert(
      fc.property(fc.array(anything), values => {
        const into = new Int16Array(values.length + 2)
        bucketsOf(Float64Array.from([1, ...values, 1]), 1, values.length + 1, into, -5)
        const one = (value: number): number =>
          value === 0 ? zeroBucket : value > 0 && value < Number.POSITIVE_INFINITY ? bucketOf(value) : -5
        expect([...into]).toEqual([0, ...values.map(one), 0])
      }),
    )
  })

  it('take what is too small or too large at their ends', () => {
    expect(bucketOf(Number.MIN_VALUE)).toBe(minBucket)
    expect(bucketOf(2 ** -32)).toBe(minBucket)
    expect(bucketOf(2 ** 32)).toBe(maxBucket)
    expect(bucketOf(Number.MAX_VALUE)).toBe(maxBucket)
  })
})

describe('a sketch', () => {
  it('finds each rank within 1.09 %', () => {
    fc.assert(
      fc.property(
        fc.array(normal, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const sorted = [...values].sort((a, b) => a - b)
          const rank = Math.max(1, Math.ceil(q * values.length))
          const truth = sorted[rank - 1]!
          expect(Math.abs(sketchOf(values).valuesAtRanks([rank])[0]! - truth)).toBeLessThanOrEqual(
            truth * 0.0109,
          )
        },
      ),
    )
  })

  it('does not care about order or about who merges whom', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyDuration), { minLength: 3, maxLength: 3 }), lists => {
        const [a, b, c] = lists.map(sketchOf) as [Sketch, Sketch, Sketch]
        const whole = sketchOf(lists.flat().reverse())
        const left = sketchOf([])
        for (const part of [a, b, c]) left.merge(part)
        c.merge(b)
        c.merge(a)
        c.merge(new Sketch())
        expect(contents(left)).toEqual(contents(whole))
        expect(contents(c)).toEqual(contents(whole))
      }),
    )
  })

  it('counts beyond 32 bits', () => {
    const sketch = sketchOf([1, 1, 3])
    sketch.addToBucket(bucketOf(1), 2 ** 32 - 4)
    sketch.add(1)
    sketch.add(1)
    expect([...sketch.buckets()]).toEqual([
      [bucketOf(1), 2 ** 32],
      [bucketOf(3), 1],
    ])
    const twice = sketchOf([3])
    twice.merge(sketch)
    twice.merge(sketch)
    expect([...twice.buckets()]).toEqual([
      [bucketOf(1), 2 ** 33],
      [bucketOf(3), 3],
    ])
  })

  it('comes out of its bytes as it went in', () => {
    const counts = fc.array(
      fc.tuple(
        fc.integer({ min: minBucket, max: maxBucket }),
        fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(1, 255, 70_000, 2 ** 31, 2 ** 33, 2 ** 45)),
      ),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(counts, fc.nat(5), (buckets, zeros) => {
        const rollup = new Rollup()
        const { sketch } = rollup.durationsOf(Cache.hit)
        sketch.addZeros(zeros)
        for (const [bucket, count] of buckets) sketch.addToBucket(bucket, count)
        const back = new Rollup()
        for (let times = 1; times <= 3; times++) {
          mergeFrame(encodeFrame([[0, rollup]]), () => back)
          const expected = new Sketch()
          for (let i = 0; i < times; i++) expected.merge(sketch)
          expect(contents(back.hit?.sketch ?? new Sketch())).toEqual(contents(expected))
        }
      }),
      { numRuns: 500 },
    )
  })
})
