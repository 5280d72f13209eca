import type { Observation, Recommendation, RequestRecord, SpikeExplanation } from '../model/index.ts'
import type { Sort } from './endpoints.ts'
import type { Size } from './layout/rect.ts'
import type { Completion, EndpointRef, PanelId, ViewRequest } from './types.ts'

export interface Failure {
  readonly message: string
  readonly hint: string | null
  /** Columns of the filter that are at fault, where that is known. */
  readonly mark?: { readonly from: number; readonly to: number }
}

/** What lies over the panels; the last one is on top and takes the keys first. */
export type Layer =
  | { readonly type: 'help' | 'compare' | 'groups'; readonly scroll: number }
  | { readonly type: 'panel'; readonly id: PanelId; readonly scroll: number }
  | {
      readonly type: 'endpoint'
      readonly endpoint: EndpointRef
      readonly key: string
      readonly scroll: number
    }
  | { readonly type: 'recommendation'; readonly shown: Recommendation; readonly scroll: number }
  | { readonly type: 'request'; readonly record: RequestRecord; readonly scroll: number }
  | {
      readonly type: 'spike'
      readonly from: number
      readonly to: number
      readonly explanation: SpikeExplanation | null
      readonly failure: Failure | null
      readonly scroll: number
    }
  | {
      readonly type: 'prompt'
      readonly text: string
      readonly cursor: number
      readonly failure: Failure | null
      readonly completion: Completion | null
      /** The option that Tab put in last; −1: none yet. */
      readonly chosen: number
    }

export type Prompt = Extract<Layer, { type: 'prompt' }>

export interface State {
  readonly size: Size
  /** Seconds since the epoch, of the last message that told the time. */
  readonly now: number
  readonly request: ViewRequest
  /** What is shown, and what it was asked with. */
  readonly observation: Observation | null
  readonly shown: ViewRequest | null
  readonly failure: Failure | null
  /** While paused: where the picture stands, and how many requests came since. */
  readonly pause: { readonly requestsAt: number; readonly meanwhile: number } | null
  readonly focus: PanelId
  readonly sort: Sort
  readonly selected: string | null
  readonly chosen: Readonly<Record<'recommendations' | 'recent', number>>
  /** A moment that was pointed out: the start of a bucket of the series. */
  readonly cursor: number | null
  /** Response times on a logarithmic scale. */
  readonly logarithmic: boolean
  readonly layers: readonly Layer[]
  /** Requests of one endpoint for its page, newest first. */
  readonly requests: { readonly key: string; readonly records: readonly RequestRecord[] } | null
  readonly mouse: boolean
  readonly notice: { readonly text: string; readonly until: number } | null
}

export function initialState(options: { size: Size; now: number; windowSeconds: number }): State {
  return {
    size: options.size,
    now: options.now,
    request: { windowSeconds: options.windowSeconds, end: null, filter: null },
    observation: null,
    shown: null,
    failure: null,
    pause: null,
    focus: 'endpoints',
    sort: { column: 'requests', reverse: false },
    selected: null,
    chosen: { recommendations: 0, recent: 0 },
    cursor: null,
    logarithmic: false,
    layers: [],
    requests: null,
    mouse: false,
    notice: null,
  }
}

export function topLayer(state: State): Layer | null {
  return state.layers.at(-1) ?? null
}

export function sameRequest(a: ViewRequest | null, b: ViewRequest): boolean {
  return a !== null && a.windowSeconds === b.windowSeconds && a.end === b.end && a.filter === b.filter
}
