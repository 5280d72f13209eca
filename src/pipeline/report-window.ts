import type { TimeRange } from '../collector/index.ts'
import { RandomAccessFile } from '../sources/read-at.ts'
import { formatBytes, isoTime } from '../text/index.ts'
import type { PreparedInput } from './prepare-inputs.ts'
import type { ReportRunOptions } from './report-run.ts'
import { TimeProber } from './time-probe.ts'

export interface WindowPlan {
  /** Known beforehand where a window was given by hand, or where every input is a file in order of time. */
  readonly range: TimeRange | null
  /** The window before, for comparison. */
  readonly previousRange: TimeRange | null
  /** By input: the byte before which nothing lies in either range. */
  readonly starts: readonly number[]
  /** What has looked at each input already. */
  readonly probers: readonly (TimeProber | null)[]
}

const everything: WindowPlan = { range: null, previousRange: null, starts: [], probers: [] }
/** Below this, reading all of a file takes less time than looking for a place in it. */
const smallBytes = 4 * 1024 * 1024

/**
 * Decides which time the report is about and where reading begins. A window of the newest `windowSeconds` ends at
 * the newest request of all inputs, which the tails of ordered files tell; otherwise only the end of the input does.
 * @param newestSeen of a reading before, which found a request that was newer than the last ones
 */
export function planWindow(
  prepared: readonly PreparedInput[],
  options: ReportRunOptions,
  newestSeen: number = Number.NEGATIVE_INFINITY,
): WindowPlan {
  const { windowSeconds, range, explain } = options
  if (range === null && windowSeconds === null) return everything
  const looks = prepared.map(look)
  const newest = Math.max(newestSeen, ...looks.map(each => each?.newest ?? Number.NEGATIVE_INFINITY))
  const known = range !== null || looks.every(each => each?.ordered === true)
  const end = range?.to ?? newest
  const begin = range?.from ?? newest - windowSeconds!
  const previousRange = known ? previousOf({ from: begin, to: end }) : null
  // An end that is only a lower bound gives a beginning that is early enough all the same.
  const earliest = previousRange?.from ?? begin
  const starts = prepared.map((each, index) => start(each, looks[index] ?? null, earliest, explain))
  const probers = looks.map(each => each?.prober ?? null)
  if (!known) return { range: null, previousRange: null, starts, probers }
  return { range: { from: begin, to: end }, previousRange, starts, probers }
}

/** Times that some requests of files certainly have: what charts and the newest minutes can be laid out for. */
export function certainTimes(
  prepared: readonly PreparedInput[],
  { probers }: WindowPlan,
): { readonly oldestAtMost: number; readonly newestAtLeast: number; readonly tallyRecent: boolean } | null {
  const ends = prepared.flatMap(({ input, decode, plan }, index) => {
    const known =
      input.kind === 'stdin' || plan === null
        ? null
        : withProber(input.path, decode, plan, prober => prober.ends(), probers[index])
    return known === null ? [] : [known]
  })
  if (ends.length === 0) return null
  return {
    oldestAtMost: Math.min(...ends.map(({ oldest }) => oldest)),
    newestAtLeast: Math.max(...ends.map(({ newest }) => newest)),
    tallyRecent: ends.length === prepared.length && ends.every(({ ordered }) => ordered),
  }
}

function previousOf({ from, to }: TimeRange): TimeRange | null {
  const seconds = to - from
  // `from` itself belongs to the window; the collector sees to that.
  return Number.isFinite(seconds) && seconds > 0 ? { from: from - seconds, to: from } : null
}

interface Look {
  readonly newest: number
  readonly ordered: boolean
  readonly prober: TimeProber
}

function look({ input, decode, plan }: PreparedInput): Look | null {
  if (input.kind === 'stdin' || plan === null) return null
  // Without times of its own, a request has the time of its reading, which no look can foretell.
  if (plan.fields.timestamp === undefined) return null
  return withProber(input.path, decode, plan, prober => {
    const tail = prober.latest()
    return tail === null ? null : { newest: tail, ordered: prober.isOrdered(), prober }
  })
}

function start(
  { input, decode, plan }: PreparedInput,
  look: Look | null,
  time: number,
  explain: (message: string) => void,
): number {
  if (input.kind === 'stdin' || plan === null || look === null) return 0
  if (!look.ordered) {
    explain(`not in order of time, read whole: ${input.path}`)
    return 0
  }
  const find = (prober: TimeProber): number => {
    if (prober.size <= smallBytes) return 0
    const offset = prober.findStart(time)
    explain(
      `begins at byte ${offset} of ${prober.size} (${formatBytes(prober.size - offset)} to read), before ${isoTime(time)}: ${input.path}`,
    )
    return offset
  }
  return withProber(input.path, decode, plan, find, look.prober)
}

function withProber<T>(
  path: string,
  decode: PreparedInput['decode'],
  plan: NonNullable<PreparedInput['plan']>,
  use: (prober: TimeProber) => T,
  known: TimeProber | null = null,
): T {
  const file = new RandomAccessFile(path)
  try {
    return use(new TimeProber(file, { ...decode, plan }, known))
  } finally {
    file.close()
  }
}
