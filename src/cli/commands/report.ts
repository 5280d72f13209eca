import { analyse } from '../../insight/index.ts'
import { ExitCode, type Observation } from '../../model/index.ts'
import { runReport } from '../../pipeline/report-run.ts'
import { parseThreshold } from '../../query/index.ts'
import { formatReport, type ReportFormat } from '../../report/index.ts'
import { reportFailure } from '../failure.ts'
import { reportInputs } from '../inputs.ts'
import { writeAll, writeFileWhole } from '../output.ts'
import { colorFor, type Runtime } from '../runtime.ts'
import { collectorOptions, decodeOptions, type InputOptions } from './shared.ts'

export interface ReportCommandOptions extends InputOptions {
  readonly window?: number
  readonly format: ReportFormat
  readonly output?: string
  readonly failOn?: readonly string[]
  readonly utc?: boolean
}

export async function reportCommand(
  runtime: Runtime,
  files: readonly string[],
  options: ReportCommandOptions,
): Promise<void> {
  // Everything that can be refused is refused before any input is read.
  const thresholds = (options.failOn ?? []).map(parseThreshold)
  const decode = decodeOptions(options)
  const inputs = reportInputs(runtime, files, error => reportFailure(runtime, error))

  const snapshot = await runReport({
    inputs,
    clock: runtime.clock,
    windowSeconds: options.window ?? null,
    decode,
    collector: collectorOptions(options),
    onError: error => reportFailure(runtime, error),
  })
  const observation: Observation = { snapshot, insight: analyse(snapshot, { thresholds }) }
  await deliver(runtime, observation, options)
  for (const { expression, passed, actual } of observation.insight.thresholds) {
    if (passed) continue
    runtime.say(`limit crossed: ${expression}${actual === null ? ' (no data)' : ''}`)
    runtime.setExitCode(ExitCode.thresholdCrossed)
  }
}

async function deliver(
  runtime: Runtime,
  observation: Observation,
  options: ReportCommandOptions,
): Promise<void> {
  const { format, output, utc } = options
  const toTerminal = output === undefined
  const text = formatReport(observation, {
    format,
    utc: utc ?? false,
    color: toTerminal && colorFor(runtime, runtime.stdout),
    columns: toTerminal && runtime.stdout.isTTY ? runtime.stdout.columns : 100,
  })
  if (toTerminal) await writeAll(runtime.stdout, text)
  else await writeFileWhole(output, text)
}
