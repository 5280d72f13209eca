import { begin, memory, numerics, put } from '../../numerics/index.ts'
import type { Basis } from './basis.ts'
import { scanTied } from './tied.ts'

export interface ChangeTest {
  /** Chance of so clear a jump where the level never changes. */
  readonly pValue: number
  /** First index of each new level; empty when there is nothing to say. */
  readonly cuts: readonly number[]
}

/** Fewest values that are looked at. */
const leastValues = 24
/**
 * A smooth curve, and by how much more (in log likelihood, twice) jumps must explain to be preferred to it.
 */
export interface Curve {
  readonly basis: Basis
  readonly margin: number
}

/**
 * Jumps in the level of a series: how is said in numerics/assembly/change-points.ts. What a smooth curve explains as
 * well is no jump: it is taken out first.
 *
 * @param curve asked for where there may be a jump, which is seldom
 */
export function testChanges(values: readonly number[], curve: () => Curve): ChangeTest {
  if (values.length < leastValues || values.every(value => value === values[0])) return nothing
  begin().testLevels(put(values), values.length)
  const first = tested()
  if (first.pValue > 0.1) return first
  return scanTied(values, againstCurve(values, curve(), first))
}

const nothing: ChangeTest = { pValue: 1, cuts: [] }

function againstCurve(values: readonly number[], { basis, margin }: Curve, first: ChangeTest): ChangeTest {
  const code = begin()
  const given = [put(values), values.length, putAll(basis), basis.length] as const
  if (code.isJumpy(...given, margin) !== 0) return first
  code.testWithoutCurve(...given)
  return tested()
}

/** Address of vectors one behind the other. */
function putAll(basis: Basis): number {
  const addresses = basis.map(put)
  return addresses[0] ?? 0
}

function tested(): ChangeTest {
  const results = numerics().results.value / 8
  const { doubles } = memory()
  const cuts = doubles.subarray(results + 2, results + 2 + doubles[results + 1]!)
  return { pValue: doubles[results]!, cuts: Array.from(cuts) }
}
