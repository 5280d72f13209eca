import type { TimeRange } from '../../collector/index.ts'
import type { Snapshot } from '../../model/index.ts'
import { bytesOf } from '../../pipeline/prepare-inputs.ts'
import type { ReadingThreads } from '../../pipeline/reading-threads.ts'
import { runReport } from '../../pipeline/report-run.ts'
import { reportFailure } from '../failure.ts'
import { reportInputs } from '../inputs.ts'
import { checkOutput } from '../output.ts'
import { showProgress } from '../progress.ts'
import type { Runtime } from '../runtime.ts'
import { sayIfSilent } from '../silence.ts'
import { drawsHeatmap, outputPath, type ReportCommandOptions } from './report.ts'
import { collectorOptions, decodeOptions } from './shared.ts'

/** What the logs say. */
export async function reportInputFiles(
  runtime: Runtime,
  files: readonly string[],
  options: ReportCommandOptions,
  range: TimeRange | null,
  readingThreads: ReadingThreads,
): Promise<Snapshot> {
  const decode = decodeOptions(options)
  const inputs = reportInputs(files, error => reportFailure(runtime, error))
  const output = outputPath(options)
  if (output !== undefined)
    checkOutput(
      output,
      inputs.flatMap(input => (input.kind === 'file' ? [input.path] : [])),
    )
  const whole =
    inputs.every(input => input.kind === 'file' && !input.path.endsWith('.gz')) &&
    options.window === undefined
  const waiting = sayIfSilent(runtime, inputs)
  const progress = showProgress(runtime, whole ? bytesOf(inputs) : null)
  return runReport({
    inputs,
    clock: runtime.clock,
    windowSeconds: options.window ?? null,
    range,
    readingThreads,
    heatmap: drawsHeatmap(options),
    decode,
    collector: collectorOptions(options),
    onError: error => reportFailure(runtime, error),
    onBytes: bytes => {
      waiting.over()
      progress.add(bytes)
    },
    explain: message => runtime.explain(message),
  }).finally(() => {
    waiting.over()
    progress.close()
  })
}
