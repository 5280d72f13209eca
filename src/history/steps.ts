import { type StoreStep, storeSteps } from '../model/index.ts'

/** A number for each step. */
export type ByStep = Record<StoreStep, number>

export function byStep(value: (step: StoreStep) => number): ByStep {
  return Object.fromEntries(storeSteps.map(step => [step, value(step)])) as ByStep
}

export function floorTo(time: number, step: number): number {
  return Math.floor(time / step) * step
}

export function ceilTo(time: number, step: number): number {
  return Math.ceil(time / step) * step
}

/** What a store knows of its own buckets: see the schema. */
export interface Marks {
  readonly formed: ByStep
  readonly kept: ByStep
}

export const noMarks: Marks = {
  formed: byStep(() => Number.MIN_SAFE_INTEGER),
  kept: byStep(() => Number.MIN_SAFE_INTEGER),
}

/** Seconds after its end at which a bucket is formed: most of what comes late has come. */
const slack = 5

/** Marks as they are at a time: time only moves on, however the clock jumps. */
export function marksAt(now: number, before: Marks, seconds: Readonly<ByStep>): Marks {
  let until = now - slack
  const formed = byStep(step => {
    if (step === 1) return Number.MAX_SAFE_INTEGER
    until = floorTo(until, step)
    return Math.max(before.formed[step], until)
  })
  const kept = byStep(step => {
    const wider = storeSteps.find(each => each > step) ?? step
    return Math.max(before.kept[step], ceilTo(now - seconds[step], wider))
  })
  return { formed, kept }
}

/** The finest step in which a bucket of this time is kept whole; at least `step` wide. */
export function stepFor(time: number, step: StoreStep, { kept }: Marks): StoreStep | null {
  return storeSteps.find(each => each >= step && kept[each] <= floorTo(time, each)) ?? null
}

/** Steps that have this time in a bucket which is formed already, wider than `step`. */
export function widerFormed(time: number, step: StoreStep, { formed }: Marks): StoreStep[] {
  return storeSteps.filter(each => each > step && time < formed[each])
}
