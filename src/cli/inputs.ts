import { AppError } from '../model/index.ts'
import type { ReportInput } from '../pipeline/report-run.ts'
import { expandInputs } from '../sources/inputs/expand.ts'

/** FILE arguments as inputs that end: nothing and `-` mean stdin. A pattern without a match is a failure. */
export function reportInputs(files: readonly string[], fail: (error: AppError) => void): ReportInput[] {
  const { inputs, unmatched } = expandInputs(files.length === 0 ? ['-'] : files)
  for (const pattern of unmatched) fail(new AppError('no file matches', { place: pattern }))
  return inputs.map(({ kind, path }) => (kind === 'stdin' ? { kind, descriptor: 0 } : { kind, path }))
}
