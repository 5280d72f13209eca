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
  /** For a glance: the last full look, unless it was into history. */
  #seen: { readonly windowSeconds: number | null; readonly observation: Observation } | null = null

  constructor(options: ObserverOptions) {
    this.#options = options
    this.#analyst = new Analyst(options.insight)
  }

  observe(request: ObserveRequest): Observation {
    const seen = request.glance === true ? this.#glance(request) : null
    if (seen !== null) return seen
    const past = this.#pastSnapshot(request)
    const snapshot = past ?? this.#liveSnapshot(request)
    const observation = { snapshot, insight: this.#analyst.analyse(snapshot) }
    if (request.glance === true)
      this.#seen = past === null ? { windowSeconds: request.windowSeconds, observation } : null
    return observation
  }

  measure(seconds: number): { measured: Stretch; health: Health } {
    const { collector, insight } = this.#options
    // One that only looks at what others record.
    const past = collector.heldFrom === null ? this.#pastSnapshot({ windowSeconds: seconds }) : null
    const measured = past ?? collector.stretch(seconds)
    return { measured, health: judge(past ?? { recent: measured }, insight) }
  }

  /** A full look each second for one line took a third of what 20,000 requests a second cost. */
  #glance(request: ObserveRequest): Observation | null {
    const { windowSeconds } = request
    if (windowSeconds === null || this.#seen?.windowSeconds !== windowSeconds) return null
    const { snapshot, insight } = this.#seen.observation
    const { clock, collector, sources } = this.#options
    const now = clock.now()
    const age = now - snapshot.generatedAt
    if (age < 0 || age >= glanceSeconds || snapshot.requests.total === 0) return null
    const stretch = collector.stretch(windowSeconds)
    const recent = windowSeconds > scoredSeconds ? collector.stretch(scoredSeconds) : stretch
    const health = judge({ recent }, this.#options.insight)
    if (health.status !== insight.health.status) return null
    const { window, requests, rate, system } = stretch
    const figures = { window, requests, rate, system, generatedAt: now, ingest: collector.ingest }
    return {
      snapshot: { ...snapshot, ...figures, sources: sources() },
      insight: { ...insight, health: { ...health, recommendations: insight.health.recommendations } },
    }
  }

  explainSpike(from: number, to: number, request: ObserveRequest): SpikeExplanation | null {
    const seconds = Math.max(1, to - from)
    const during = this.#snapshot({ ...request, windowSeconds: seconds, end: to })
    const before = this.#snapshot({ ...request, windowSeconds: baselineFactor * seconds, end: from })
    if (during.requests.total === 0 || before.requests.total === 0) return null
    return explainSpike(stretchOf(during), stretchOf(before))
  }

  #snapshot(request: ObserveRequest): Snapshot {
    return this.#pastSnapshot(request) ?? this.#liveSnapshot(request)
  }

  #liveSnapshot(request: ObserveRequest): Snapshot {
    const { collector, sources, byInstance } = this.#options
    const snapshot = collector.snapshot({ ...request, sources: sources() })
    return byInstance ? withInstances(snapshot) : snapshot
  }

  /** A window that begins before anything of this run, from history; `null` where that knows no more. */
  #pastSnapshot(request: ObserveRequest): Snapshot | null {
    const { clock, collector, own, sources } = this.#options
    const past = this.#options.past()
    if (past === null || request.liveOnly === true) return null
    const snapshot = past.snapshot(request, {
      now: clock.now(),
      heldFrom: collector.heldFrom,
      own,
      sources: sources(),
      ingest: () => collector.ingest,
    })
    if (snapshot === null || (request.end ?? null) !== null) return snapshot
    // History keeps no single requests, and the newest are of this run.
    return { ...snapshot, recentRequests: collector.newestRequests(request.filter ?? null) }
  }
}

/** For so long, what a full look found stands for a glance. */
const glanceSeconds = 5
/** The score is of the last so many seconds of a window. */
const scoredSeconds = 300

/** The time before a spike is longer than the spike: a steadier measure. */
const baselineFactor = 4

function stretchOf({ window, requests, rate, endpoints, bySource, system }: Snapshot): Stretch {
  return { window, requests, rate, endpoints, bySource, system }
}
