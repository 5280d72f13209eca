import { checkFieldMap, type DecodeOptions, type DecodePlan, detect } from '../decode/index.ts'
import { AppError, ExitCode } from '../model/index.ts'
import { type From, RandomAccessFile } from '../sources/index.ts'
import { sampleFile } from './file-sample.ts'
import { TimeProber } from './time-probe.ts'

/** Where a followed file is begun: at its first byte, after its last line, or so many seconds before its newest request. */
export type FollowFrom = 'start' | 'end' | number

export interface FollowStart {
  readonly from: From
  /** What its lines mean, where that could be told beforehand. */
  readonly plan: DecodePlan | null
}

/** Below this there is nothing to be gained by jumping. */
const smallBytes = 4 * 1024 * 1024

/** A file that is missing, empty or no regular file is followed from its beginning, whenever that comes. */
export function followStart(path: string, from: FollowFrom, options: DecodeOptions): FollowStart {
  try {
    const samples = sampleFile(path)
    if (samples === null || samples.every(sample => sample.length === 0)) return { from: 'start', plan: null }
    checkFieldMap(samples, options.map ?? [])
    const detected = detect(samples, options)
    const plan = detected.format === null ? null : detected
    if (typeof from !== 'number') return { from, plan }
    return {
      from: plan === null || plan.untimed ? 'start' : offsetOf(path, from, { ...options, plan }),
      plan,
    }
  } catch (error) {
    if (error instanceof AppError && error.exitCode !== ExitCode.usage)
      return { from: from === 'end' ? 'end' : 'start', plan: null }
    throw error
  }
}

function offsetOf(path: string, seconds: number, options: DecodeOptions & { plan: DecodePlan }): From {
  const file = new RandomAccessFile(path)
  try {
    if (file.size <= smallBytes) return 'start'
    const prober = new TimeProber(file, options)
    const newest = prober.newest()
    return newest === null || !prober.isOrdered() ? 'start' : prober.findStart(newest - seconds)
  } finally {
    file.close()
  }
}
