import { type StoreStep, storeSteps } from '../model/index.ts'
import { ceilTo, type Marks } from './steps.ts'

/** Buckets of one width in [from, to). */
export interface Range {
  readonly step: StoreStep
  readonly from: number
  readonly to: number
}

/** Where a stretch can begin and end, which buckets make it up. */
export interface Cover {
  readonly from: number
  readonly to: number
  /** The finest that is kept throughout. */
  readonly step: StoreStep
  readonly ranges: readonly Range[]
}

/**
 * The fewest buckets that make up [from, to): the widest ones that are formed, lie within, and do not reach over
 * the border of a `step`. Ends that fall into a bucket, where nothing finer is kept, move on to its end.
 * @param oldest no bucket begins before
 */
export function cover(from: number, to: number, step: number | null, marks: Marks, oldest: number): Cover {
  const start = boundary(Math.max(from, oldest), marks)
  const end = boundary(to, marks)
  const ranges: Range[] = []
  for (let at = start; at < end; ) {
    const width = widestAt(at, end, step, marks)
    const last = ranges.at(-1)
    if (last?.step === width && last.to === at) ranges[ranges.length - 1] = { ...last, to: at + width }
    else ranges.push({ step: width, from: at, to: at + width })
    at += width
  }
  const finest = storeSteps.find(each => start >= marks.kept[each]) ?? 3600
  return { from: start, to: Math.max(start, end), step: finest, ranges }
}

/** The first time from `time` on at which a bucket begins that is kept, the finest there is. */
export function boundary(time: number, { kept }: Marks): number {
  for (const step of storeSteps) {
    const at = ceilTo(time, step)
    if (at >= kept[step]) return at
  }
  return Math.max(time, Math.min(...storeSteps.map(step => kept[step])))
}

function widestAt(at: number, end: number, step: number | null, { formed, kept }: Marks): StoreStep {
  let finest: StoreStep | null = null
  let widest: StoreStep | null = null
  for (const width of storeSteps) {
    if (at % width !== 0 || at < kept[width]) continue
    finest ??= width
    if (at + width > end || at + width > formed[width]) continue
    if (step !== null && width > step) continue
    if (step !== null && step % width !== 0) continue
    widest = width
  }
  // Where seconds are kept no more, wider buckets than were asked for have to do.
  return widest ?? finest ?? 1
}
