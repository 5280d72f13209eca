import type { Inspection, Observation, ThresholdResult } from '../model/index.ts'
import { thresholdText } from './content/thresholds.ts'
import { csvReport } from './csv/report.ts'
import { htmlReport } from './html/report.ts'
import { jsonReport } from './json/report.ts'
import { markdownReport } from './markdown/report.ts'
import type { ReportFormat, ReportOptions, ViewOptions } from './options.ts'
import { textInspection, textReport, textSummary } from './text/report.ts'

const formats: Readonly<Record<ReportFormat, (observation: Observation, options: ViewOptions) => string>> = {
  text: textReport,
  json: jsonReport,
  markdown: markdownReport,
  csv: csvReport,
  html: htmlReport,
}

/** The whole report; ends with a newline. */
export function formatReport(observation: Observation, options: ReportOptions): string {
  return formats[options.format](observation, options)
}

/** The closing summary of a live view whose input has ended; text, ends with a newline. */
export function formatSummary(observation: Observation, options: ViewOptions = {}): string {
  return textSummary(observation, options)
}

/** One limit in a line, for stderr: `p95 > 300ms (is 1.51 s)`. */
export function formatThreshold(threshold: ThresholdResult): string {
  return thresholdText(threshold)
}

/** What `inspect` prints: text, ends with a newline. */
export function formatInspection(inspections: readonly Inspection[], options: ViewOptions = {}): string {
  return textInspection(inspections, options)
}

/** By a file's ending: `report.html`, `report.md`; `null` when it names no format. */
export function formatOfFile(path: string): ReportFormat | null {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''
  return endings.get(ending) ?? null
}

const endings: ReadonlyMap<string, ReportFormat> = new Map([
  ['txt', 'text'],
  ['text', 'text'],
  ['json', 'json'],
  ['md', 'markdown'],
  ['markdown', 'markdown'],
  ['csv', 'csv'],
  ['html', 'html'],
  ['htm', 'html'],
])
