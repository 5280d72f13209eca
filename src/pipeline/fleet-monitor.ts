import { Collector } from '../collector/index.ts'
import { Analyst, explainSpike, type InsightOptions } from '../insight/index.ts'
import type {
  AppError,
  Clock,
  Observation,
  RequestFilter,
  RequestRecord,
  Snapshot,
  SpikeExplanation,
} from '../model/index.ts'
import { bothFilters, type FleetReader, type FleetRequest, fleetFilter, fleetSnapshot } from './fleet-view.ts'
import type { ObserveRequest } from './observe-request.ts'

export interface FleetMonitorOptions {
  readonly reader: FleetReader
  readonly clock: Clock
  readonly insight: InsightOptions
  /** Always applied. */
  readonly filter: RequestFilter | null
  readonly groupBy: string | null
  readonly onError: (error: AppError) => void
}

/** Seconds between two looks at the same window. */
const every = 2

interface Answer {
  readonly at: number
  readonly snapshot: Snapshot
}

/**
 * What a dashboard asks of the machine it runs on, asked of a fleet. An answer takes its time, so what is shown is the
 * last one; until there is one, nothing.
 */
export class FleetMonitor {
  readonly #options: FleetMonitorOptions
  readonly #analyst: Analyst
  readonly #answers = new Map<string, Answer>()
  readonly #asked = new Set<string>()
  #trouble: string | null = null

  constructor(options: FleetMonitorOptions) {
    this.#options = options
    this.#analyst = new Analyst(options.insight)
  }

  observe(request: ObserveRequest): Observation {
    const snapshot = this.#snapshot(request)
    return { snapshot, insight: this.#analyst.analyse(snapshot) }
  }

  /** Waits for an answer. Rejects when there is none. */
  async look({ windowSeconds, end = null }: Pick<ObserveRequest, 'windowSeconds' | 'end'>): Promise<void> {
    const { filter } = this.#options
    await this.#ask(keyOf(windowSeconds, end, filter), windowSeconds ?? defaultWindow, end, filter)
  }

  /** Single requests stay on the machine that recorded them. */
  requestsOf(): RequestRecord[] {
    return []
  }

  /** `null` while the answers are on their way. */
  explainSpike(from: number, to: number, request: ObserveRequest): SpikeExplanation | null {
    const seconds = Math.max(10, to - from)
    const during = this.#answer({ ...request, windowSeconds: seconds, end: to })?.snapshot
    const before = this.#answer({ ...request, windowSeconds: 4 * seconds, end: from })?.snapshot
    if (during === undefined || before === undefined) return null
    if (during.requests.total === 0 || before.requests.total === 0) return null
    return explainSpike(during, before)
  }

  #snapshot(request: ObserveRequest): Snapshot {
    const { clock } = this.#options
    const known = this.#answer(request)
    const shown = known ?? [...this.#answers.values()].at(-1)
    const snapshot = shown?.snapshot ?? nothingYet(clock)
    if (this.#trouble !== null) {
      const partial = shown === undefined ? this.#trouble : stale(this.#trouble, clock.now() - shown.at)
      return { ...snapshot, partial }
    }
    return known === undefined && shown !== undefined ? { ...snapshot, partial: asking } : snapshot
  }

  /** The last answer to a question, which is asked again when it is old. */
  #answer({ windowSeconds, end = null, filter: typed = null }: ObserveRequest): Answer | undefined {
    const filter = bothFilters(this.#options.filter, fleetFilter(typed))
    const key = keyOf(windowSeconds, end, filter)
    const known = this.#answers.get(key)
    if (known === undefined || Math.abs(this.#options.clock.now() - known.at) >= every)
      void this.#ask(key, windowSeconds ?? defaultWindow, end, filter).catch((error: AppError) => {
        if (this.#trouble === null) this.#options.onError(error)
        this.#trouble = error.message
      })
    return known
  }

  async #ask(
    key: string,
    windowSeconds: number,
    end: number | null,
    filter: RequestFilter | null,
  ): Promise<void> {
    if (this.#asked.has(key)) return
    this.#asked.add(key)
    try {
      const { reader, clock, groupBy } = this.#options
      const request: FleetRequest = { now: clock.now(), windowSeconds, end, filter, groupBy }
      const snapshot = (await fleetSnapshot(reader, request)) ?? nothingYet(clock)
      this.#answers.delete(key)
      this.#answers.set(key, { at: clock.now(), snapshot })
      if (this.#answers.size > mostKept) this.#answers.delete(this.#answers.keys().next().value!)
      this.#trouble = null
    } finally {
      this.#asked.delete(key)
    }
  }
}

/** Windows that were looked at last. */
const mostKept = 8
const defaultWindow = 300

function keyOf(windowSeconds: number | null, end: number | null, filter: RequestFilter | null): string {
  return JSON.stringify([windowSeconds, end, filter?.text ?? null])
}

/** Until then, what was shown before is. */
const asking = 'asking the fleet …'

function stale(trouble: string, seconds: number): string {
  return `${trouble}; what is shown is ${Math.round(seconds)} s old`
}

function nothingYet(clock: Clock): Snapshot {
  const empty = new Collector({ clock, profile: 'live' }).snapshot({
    windowSeconds: defaultWindow,
    sources: [],
    mode: 'live',
  })
  return { ...empty, hosts: [] }
}
