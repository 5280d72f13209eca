/** What the screen wants to look at. */
export interface ViewRequest {
  readonly windowSeconds: number
  /** End of the window, seconds since the epoch; `null` follows the input. */
  readonly end: number | null
  readonly filter: string | null
}

/** What `update` wants done; the screen does `observe`, `explain`, `capture` and `mouse`, the host the rest. */
export type Effect =
  | { readonly type: 'quit' }
  | { readonly type: 'suspend' }
  | { readonly type: 'observe'; readonly request: ViewRequest }
  | { readonly type: 'explain'; readonly from: number; readonly to: number }
  | { readonly type: 'capture' }
  | { readonly type: 'mouse'; readonly on: boolean }
  | { readonly type: 'redraw' }
  | { readonly type: 'complete'; readonly text: string; readonly cursor: number }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'startDemo' }

/** What only the owner of the process can do. `save`: one picture and one text of the same screen. */
export type HostEffect =
  | Exclude<Effect, { type: 'observe' | 'explain' | 'capture' | 'mouse' | 'redraw' | 'complete' }>
  | { readonly type: 'save'; readonly svg: string; readonly text: string }

export interface EndpointRef {
  readonly method: string | null
  readonly endpoint: string
}

/** Ways to go on from a filter under the cursor: replace `from`–`to` of the text by one of `options`. */
export interface Completion {
  readonly from: number
  readonly to: number
  readonly options: readonly string[]
}

const panelIds = [
  'health',
  'responseTime',
  'throughput',
  'errorRate',
  'status',
  'resources',
  'cache',
  'endpoints',
  'recommendations',
  'recent',
  'heatmap',
  'correlations',
  'detail',
] as const
export type PanelId = (typeof panelIds)[number]

export const panelTitles: Readonly<Record<PanelId, string>> = {
  health: 'Health',
  responseTime: 'Response time',
  throughput: 'Throughput',
  errorRate: 'Error rate',
  status: 'Status',
  resources: 'CPU · Memory',
  cache: 'Cache',
  endpoints: 'Endpoints',
  recommendations: 'Recommendations',
  recent: 'Recent requests',
  heatmap: 'Latency heatmap',
  correlations: 'Correlations',
  detail: 'Endpoint',
}
