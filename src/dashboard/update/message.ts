import type { Observation, RequestRecord, SpikeExplanation } from '../../model/index.ts'
import type { Size } from '../layout/rect.ts'
import type { Failure } from '../state.ts'
import type { Completion, ViewRequest } from '../types.ts'

export type Message =
  | { readonly type: 'tick'; readonly now: number }
  | { readonly type: 'resize'; readonly size: Size }
  /** `name`: `a`, `E`, `?`, `up`, `S-tab`, `C-c` …; `text`: what it types, if anything. */
  | { readonly type: 'key'; readonly name: string; readonly text: string | null }
  /** In one line. */
  | { readonly type: 'paste'; readonly text: string }
  | {
      readonly type: 'mouse'
      readonly action: 'press' | 'wheelUp' | 'wheelDown'
      readonly x: number
      readonly y: number
    }
  | { readonly type: 'observed'; readonly request: ViewRequest; readonly observation: Observation }
  | { readonly type: 'observeFailed'; readonly request: ViewRequest; readonly failure: Failure }
  | { readonly type: 'requests'; readonly key: string; readonly records: readonly RequestRecord[] }
  | {
      readonly type: 'explained'
      readonly from: number
      readonly to: number
      readonly explanation: SpikeExplanation | null
      readonly failure: Failure | null
    }
  | { readonly type: 'completed'; readonly text: string; readonly completion: Completion | null }
  | { readonly type: 'notice'; readonly text: string }
