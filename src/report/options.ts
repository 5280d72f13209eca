import type { ComparedReport } from '../model/index.ts'
import type { TimeStyle } from '../text/index.ts'

export const reportFormats = ['text', 'json', 'markdown', 'csv', 'html'] as const
export type ReportFormat = (typeof reportFormats)[number]

export interface ReportOptions {
  readonly format: ReportFormat
  /** Text only: SGR colours. Without it the report holds no escape byte. Default false. */
  readonly color?: boolean
  /** Text only: columns to fit into; at least 40. Default 80. */
  readonly columns?: number
  /** Times in UTC; default: the zone of the reader. JSON and CSV are always in UTC. */
  readonly utc?: boolean
  /** Zone name to show instead of the one the system gives. */
  readonly timeZone?: string
  /** Of api-metrics itself, named in JSON, Markdown and HTML. */
  readonly version?: string
  /** What `--compare` found. */
  readonly comparison?: ComparedReport
}

export type ViewOptions = Omit<ReportOptions, 'format'>

export function timeStyle(options: ViewOptions): TimeStyle {
  return { utc: options.utc === true }
}
