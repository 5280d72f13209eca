export { formatLine } from './line.ts'
export { type ReportFormat, type ReportOptions, reportFormats, type ViewOptions } from './options.ts'
export { formatOfFile, formatReport, formatSummary } from './report.ts'
