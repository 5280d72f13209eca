import type { Collector } from '../collector/index.ts'
import { Analyst, explainSpike, type InsightOptions, judge } from '../insight/index.ts'
import type {
  Clock,
  Health,
  Observation,
  Snapshot,
  SourceState,
  SpikeExplanation,
  Stretch,
} from '../model/index.ts'
import { withInstances } from './instances.ts'
import type { ObserveRequest } from './observe-request.ts'
import type { Past } from './past.ts'

export interface ObserverOptions {
  readonly collector: Collector
  readonly clock: Clock
  readonly insight: InsightOptions
  /** Whether the groups are instances. */
  readonly byInstance: boolean
  /** What was recorded before; `null` where it is not to be relied on. */
  readonly past: () => Past | null
  /** Sources of this run, by their names in history. */
  readonly own: ReadonlySet<string>
  readonly sources: () => SourceState[]
}

/** Looks at a collector and at what was recorded before it. */
export class Observer {
  readonly #options: ObserverOptions
  readonly #analyst: Analyst

  constructor(options: ObserverOptions) {
    this.#options = options
    this.#analyst = new Analyst(options.insight)
  }

  observe(request: ObserveRequest): Observation {
    const snapshot = this.#snapshot(request)
    return { snapshot, insight: this.#analyst.analyse(snapshot) }
  }

  measure(seconds: number): { measured: Stretch; health: Health } {
    const { collector, insight } = this.#options
    // One that only looks at what others record.
    const past = collector.heldFrom === null ? this.#pastSnapshot({ windowSeconds: seconds }) : null
    const measured = past ?? collector.stretch(seconds)
    return { measured, health: judge(past ?? { recent: measured }, insight) }
  }

  explainSpike(from: number, to: number, request: ObserveRequest): SpikeExplanation | null {
    const seconds = Math.max(1, to - from)
    const during = this.#snapshot({ ...request, windowSeconds: seconds, end: to })
    const before = this.#snapshot({ ...request, windowSeconds: baselineFactor * seconds, end: from })
    if (during.requests.total === 0 || before.requests.total === 0) return null
    return explainSpike(stretchOf(during), stretchOf(before))
  }

  #snapshot(request: ObserveRequest): Snapshot {
    const past = this.#pastSnapshot(request)
    if (past !== null) return past
    const { collector, sources, byInstance } = this.#options
    const snapshot = collector.snapshot({ ...request, sources: sources() })
    return byInstance ? withInstances(snapshot) : snapshot
  }

  /** A window that begins before anything of this run, from history; `null` where that knows no more. */
  #pastSnapshot(request: ObserveRequest): Snapshot | null {
    const { clock, collector, own, sources } = this.#options
    const past = this.#options.past()
    if (past === null || request.liveOnly === true) return null
    return past.snapshot(request, {
      now: clock.now(),
      heldFrom: collector.heldFrom,
      own,
      sources: sources(),
      ingest: () => collector.ingest,
    })
  }
}

/** The time before a spike is longer than the spike: a steadier measure. */
const baselineFactor = 4

function stretchOf({ window, requests, rate, endpoints, bySource, system }: Snapshot): Stretch {
  return { window, requests, rate, endpoints, bySource, system }
}
