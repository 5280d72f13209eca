import type { Clock, Observation, RequestRecord, SpikeExplanation } from '../../model/index.ts'
import type { ColourCount } from '../theme/theme.ts'
import type { Completion, EndpointRef, HostEffect, ViewRequest } from '../types.ts'

/** What the screen asks of the program around it. */
export interface DashboardHost {
  /**
   * The view as it is now. Asked at each refresh, and at once when the request changes.
   * @throws AppError for a filter that cannot be understood or a view that cannot be had: shown to the reader
   */
  observe(request: ViewRequest): Observation | Promise<Observation>
  /** Requests of one endpoint that are still kept, newest first. */
  requestsOf?(endpoint: EndpointRef, limit: number): readonly RequestRecord[]
  /** @throws AppError where nothing is known of that time */
  explainSpike?(
    from: number,
    to: number,
    request: ViewRequest,
  ): SpikeExplanation | null | Promise<SpikeExplanation | null>
  /** How the filter could go on at the cursor. */
  complete?(text: string, cursor: number): Completion | null
  /** Does what only the owner of the process can do. A text that comes back is shown in the footer. */
  perform(effect: HostEffect): undefined | string | Promise<undefined | string>
}

export interface DashboardOptions {
  /** A terminal in cooked mode; raw mode is set and taken back. */
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  readonly host: DashboardHost
  readonly clock: Clock
  readonly refreshSeconds: number
  readonly windowSeconds: number
  readonly utc: boolean
  readonly ascii: boolean
  /** One of `paletteNames`. */
  readonly palette: string
  readonly colors: ColourCount
  /** A filter to begin with. */
  readonly filter?: string | null
}

export interface Dashboard {
  /** Resolves when the reader has quit, rejects on a fault of our own; the terminal is restored by then. */
  readonly done: Promise<void>
  /** Restores the terminal; any number of times, at any moment. */
  close(): void
  /** Leaves the alternate screen, so that the process can stop; `resume` comes back. */
  suspend(): void
  resume(): void
  /** Asks for the newest figures now. */
  refresh(): void
}
