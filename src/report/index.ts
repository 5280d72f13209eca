export { type BaseReport, readReport } from './json/read.ts'
export { formatLine } from './line.ts'
export { type ReportFormat, type ReportOptions, reportFormats, type ViewOptions } from './options.ts'
export { formatInspection, formatOfFile, formatReport, formatSummary, formatThreshold } from './report.ts'
