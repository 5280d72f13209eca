import { Figures } from './figures.ts'
import type { Rows } from './rows.ts'
import { Run } from './run.ts'
import { RunSorter } from './run-sorter.ts'
import type { Shared } from './shared.ts'

/** What is known of rows that are added as runs. */
export interface RowSpan {
  /** That passed the filter, and that did not. */
  readonly requests: number
  readonly filtered: number
  /** Most in one second. */
  readonly busiest: number
  /** Of those that passed. */
  readonly oldest: number
  readonly newest: number
}

/** Rows of one run from which on it costs less to read it once for all than for each that counts it, in wider runs. */
const leastRun = 8

/** Seconds before the newest row that are looked at one by one. */
const lately = 64

const sorter = new RunSorter()

/**
 * Reads rows by second, source, endpoint and cache state. Whatever a collector keeps is made of whole seconds, so
 * rows that stand close together need to be put in order and read only once: a fifth of doing so for each part.
 */
export class RunReader {
  readonly #shared: Shared
  readonly #run: Run
  /** Rows by second, of the newest ones. */
  readonly #seconds = new Uint32Array(lately)

  constructor(shared: Shared) {
    this.#shared = shared
    this.#run = new Run(shared)
  }

  /** Whether runs of these rows are long enough to be worth it, by what their number may be. */
  suits({ timestamp, length, summary }: Rows): boolean {
    const last = Math.floor(summary!.newest)
    const seconds = this.#seconds.fill(0)
    let runs = 0
    for (let i = 0; i < length; i++) {
      const ago = last - Math.floor(timestamp[i]!)
      if (ago < lately) seconds[ago]!++
      else runs++
    }
    const series = this.#shared.series.keys.length
    for (const rows of seconds) runs += Math.min(rows, series)
    return length - summary!.filtered >= leastRun * runs
  }

  /** Of rows that it said to suit. */
  select(rows: Rows): RowSpan {
    sorter.select(rows, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
    const { count, filtered, oldest, newest } = sorter
    return { requests: count, filtered, busiest: Math.max(...this.#seconds), oldest, newest }
  }

  /** Each run of the rows just selected; it holds until the next. */
  read(rows: Rows, take: (run: Run) => void): void {
    const run = this.#run
    for (const { start, bucket } of sorter.sort(rows, 1)) {
      Figures.begin()
      let at = start
      for (let i = 0; i < sorter.runCount; i++) {
        const end = sorter.runs[2 * i + 1]!
        while (at < end) {
          const next = sorter.sourceEnd(rows, at, end)
          run.read(rows, sorter.order, at, next, bucket)
          take(run)
          at = next
        }
      }
    }
  }
}
