import type { TimeRange } from '../../collector/index.ts'
import { analyse } from '../../insight/index.ts'
import {
  type ComparedReport,
  ExitCode,
  type Observation,
  type Snapshot,
  usageError,
} from '../../model/index.ts'
import { ReadingThreads } from '../../pipeline/reading-threads.ts'
import { parseSlo, parseThreshold } from '../../query/index.ts'
import { formatOfFile, formatReport, formatThreshold, type ReportFormat } from '../../report/index.ts'
import { checkOutput, writeAll, writeFileWhole } from '../output.ts'
import { colorFor, type Runtime } from '../runtime.ts'
import { stdinCarriesData } from '../stdin.ts'
import type { StoreOptions } from '../store.ts'
import { packageVersion } from '../version.ts'
import { compareWith, readBase } from './compare.ts'
import { reportHistory } from './report-history.ts'
import type { InputOptions } from './shared.ts'
import { parseTime } from './times.ts'

export interface ReportCommandOptions extends InputOptions, StoreOptions {
  readonly window?: number
  readonly since?: string
  readonly until?: string
  /** Without it, what the ending of `output` says. */
  readonly format?: ReportFormat
  readonly output?: string
  readonly failOn?: readonly string[]
  readonly slo?: readonly string[]
  readonly compare?: string
  readonly utc?: boolean
}

export async function reportCommand(
  runtime: Runtime,
  files: readonly string[],
  options: ReportCommandOptions,
): Promise<void> {
  // Everything that can be refused is refused before any input is read.
  const thresholds = (options.failOn ?? []).map(parseThreshold)
  const slos = (options.slo ?? []).map(parseSlo)
  const range = rangeOf(runtime, options)
  const recorded = meansHistory(files, options)
  const output = outputPath(options)
  if (output !== undefined) checkOutput(output, [])
  const base = await readBase(options.compare, recorded || range !== null || options.window !== undefined)
  const snapshot = recorded
    ? await reportHistory(runtime, { ...options, heatmap: drawsHeatmap(options) }, range)
    : await readInputs(runtime, files, options, range)
  const observation: Observation = { snapshot, insight: analyse(snapshot, { thresholds, slos }) }
  const comparison = base === null ? null : compareWith(base, snapshot)
  if (base !== null && comparison === null) runtime.say('nothing to compare with: no request in the base')
  await deliver(runtime, observation, options, comparison)
  for (const threshold of observation.insight.thresholds) {
    if (threshold.passed) continue
    runtime.say(`limit crossed: ${formatThreshold(threshold)}`)
    runtime.setExitCode(ExitCode.thresholdCrossed)
  }
}

/** Without FILE: what stdin carries, or what was recorded; with `--store`, that in any case. */
function meansHistory(files: readonly string[], { store }: ReportCommandOptions): boolean {
  return files.length === 0 && (typeof store === 'string' || !stdinCarriesData())
}

/** Loaded when it is needed: what was recorded is reported in half the time without all that reads logs. */
async function readInputs(
  runtime: Runtime,
  files: readonly string[],
  options: ReportCommandOptions,
  range: TimeRange | null,
): Promise<Snapshot> {
  const snapshot = await readFiles(runtime, files, options, range)
  // Cron and CI give programs a stdin that is a pipe and stays empty.
  if (files.length > 0 || snapshot.ingest.bytes > 0) return snapshot
  runtime.say('nothing came on stdin: reporting from history')
  return reportHistory(runtime, { ...options, heatmap: drawsHeatmap(options) }, range)
}

async function readFiles(
  runtime: Runtime,
  files: readonly string[],
  options: ReportCommandOptions,
  range: TimeRange | null,
): Promise<Snapshot> {
  const threads = new ReadingThreads(runtime.readers)
  try {
    const { reportInputFiles } = await import('./report-inputs.ts')
    return await reportInputFiles(runtime, files, options, range, threads)
  } finally {
    threads.close()
  }
}

async function deliver(
  runtime: Runtime,
  observation: Observation,
  options: ReportCommandOptions,
  comparison: ComparedReport | null,
): Promise<void> {
  const { utc } = options
  const output = outputPath(options)
  const toTerminal = output === undefined
  const text = formatReport(observation, {
    format: formatOf(options),
    utc: utc ?? false,
    version: packageVersion(),
    ...(comparison !== null && { comparison }),
    color: toTerminal && colorFor(runtime, runtime.stdout),
    columns: toTerminal && runtime.stdout.isTTY ? runtime.stdout.columns : 100,
  })
  if (toTerminal) await writeAll(runtime.stdout, text)
  else await writeFileWhole(output, text)
}

/** Of the formats, one shows how latencies spread over time. */
export function drawsHeatmap(options: ReportCommandOptions): boolean {
  return formatOf(options) === 'html'
}

function formatOf(options: ReportCommandOptions): ReportFormat {
  const output = outputPath(options)
  return options.format ?? (output === undefined ? null : formatOfFile(output)) ?? 'text'
}

/** `-` is stdout, as without the option. */
export function outputPath({ output }: ReportCommandOptions): string | undefined {
  return output === '-' ? undefined : output
}

/** `--since` and `--until`, with `--window` for the end that is not given. */
function rangeOf(runtime: Runtime, { since, until, window }: ReportCommandOptions): TimeRange | null {
  if (since === undefined && until === undefined) return null
  const now = runtime.clock.now()
  const from = since === undefined ? null : parseTime('--since', since, now)
  const to = until === undefined ? null : parseTime('--until', until, now)
  if (from !== null && to !== null && from > to) {
    throw usageError('--since is after --until', { place: `${since} … ${until}` })
  }
  return {
    from: from ?? (window === undefined ? Number.NEGATIVE_INFINITY : to! - window),
    to: to ?? (window === undefined ? Number.POSITIVE_INFINITY : from! + window),
  }
}
