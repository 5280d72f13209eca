import { type Decision, decideUnit, unitNames } from './decide.ts'
import type { Evidence } from './evidence.ts'
import { perSecond, type Summary, summarise } from './magnitude.ts'

/** So many values of a shape say something about it. */
const enough = 5

interface Shape {
  readonly name: string
  readonly summary: Summary
  readonly decision: Decision
}

/**
 * Units of one key by the shape of its records, where services with habits of their own share a source.
 * @param whole what all values together look like
 * @returns `null` when all shapes agree; with `mixed` false, when they may not, so that the unit is in doubt
 */
export function unitsByShape(
  shapes: ReadonlyMap<string, { readonly evidence: Evidence }>,
  whole: Decision,
): { mixed: boolean; whole: Decision; shapes: ReadonlyMap<string, Decision> } | null {
  const judged: Shape[] = []
  for (const [name, { evidence }] of shapes) {
    if (evidence.count < enough) continue
    judged.push({ name, summary: summarise(evidence), decision: decideUnit(evidence, null) })
  }
  judged.sort((a, b) => b.summary.count - a.summary.count)
  const first = judged[0]
  const others = judged.filter(shape => differs(first!, shape))
  if (first === undefined || others.length === 0) return null
  const apart = others.filter(shape => isOther(first, shape))
  const certain = others.every(({ decision }) => first.decision.certain && decision.certain)
  const why = apart.map(({ decision }) => unitNames[decision.unit]).join(' and ')
  if (apart.length === 0) return { mixed: false, whole: { ...whole, certain: false }, shapes: new Map() }
  return {
    mixed: true,
    whole: { ...first.decision, certain, why: `${first.decision.why}; ${why} in records with other keys` },
    shapes: new Map([
      ...[...shapes.keys()].map((name): [string, Decision] => [name, first.decision]),
      ...apart.map(({ name, decision }): [string, Decision] => [name, decision]),
    ]),
  }
}

/** Another unit, by which the two become more alike. */
function differs(a: Shape, b: Shape): boolean {
  if (a.decision.unit === b.decision.unit || a.summary.p50 === 0 || b.summary.p50 === 0) return false
  const ratio = a.summary.p50 / b.summary.p50
  const converted = (ratio * perSecond[b.decision.unit]) / perSecond[a.decision.unit]
  return Math.abs(Math.log(converted)) < Math.abs(Math.log(ratio))
}

/** Each for itself is beyond doubt, or they write numbers of another kind. */
function isOther(a: Shape, b: Shape): boolean {
  if (a.decision.certain && b.decision.certain) return true
  const apart = Math.abs(Math.log(a.summary.p50 / b.summary.p50)) > Math.log(100)
  return apart && a.summary.whole !== b.summary.whole
}
