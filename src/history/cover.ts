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
    const until = untilWider(at, width, end, step, marks)
    const last = ranges.at(-1)
    if (last?.step === width) ranges[ranges.length - 1] = { ...last, to: until }
    else ranges.push({ step: width, from: at, to: until })
    at = until
  }
  const finest = storeSteps.find(each => start >= marks.kept[each]) ?? 3600
  return { from: start, to: Math.max(start, end), step: finest, ranges }
}

/**
 * The first time from `time` on at which a bucket begins that is kept. Widths differ in since when they are kept, and
 * narrow ones can be kept for longer: after a pruning, hours begin with the next whole one.
 */
export function boundary(time: number, { kept }: Marks): number {
  return Math.min(...storeSteps.map(step => Math.max(ceilTo(time, step), kept[step])))
}

/** Where the widths change that times are told apart to, when a `step` is asked for. */
export function widths(
  { ranges }: Pick<Cover, 'ranges'>,
  step: number,
): { readonly from: number; readonly to: number; readonly seconds: number }[] {
  const parts: { from: number; to: number; seconds: number }[] = []
  for (const { from, to, step: kept } of ranges) {
    const seconds = Math.max(step, kept)
    const last = parts.at(-1)
    if (last?.seconds === seconds) last.to = to
    else parts.push({ from, to, seconds })
  }
  return parts
}

function widestAt(at: number, end: number, step: number | null, marks: Marks): StoreStep {
  const kept = storeSteps.filter(width => at % width === 0 && at >= marks.kept[width])
  const fits = kept.filter(width => isWithin(at, width, end, step, marks))
  // Where seconds are kept no more, wider buckets than were asked for have to do.
  return fits.at(-1) ?? kept[0] ?? 1
}

/**
 * Where a row of buckets ends that begins at `at`: at the first that can be wider. Bucket by bucket it would be a
 * tenth of a second for the day since a recorder was stopped, of which only seconds are formed.
 */
function untilWider(at: number, width: StoreStep, end: number, step: number | null, marks: Marks): number {
  if (!isWithin(at, width, end, step, marks)) return at + width
  const buckets = Math.floor((Math.min(end, marks.formed[width]) - at) / width)
  return storeSteps
    .filter(wider => wider > width)
    .map(wider => ({ wider, from: ceilTo(Math.max(at + width, marks.kept[wider]), wider) }))
    .filter(({ wider, from }) => isWithin(from, wider, end, step, marks))
    .reduce((until, { from }) => Math.min(until, from), at + buckets * width)
}

function isWithin(
  at: number,
  width: StoreStep,
  end: number,
  step: number | null,
  { formed }: Marks,
): boolean {
  return at + width <= Math.min(end, formed[width]) && (step === null || step % width === 0)
}
