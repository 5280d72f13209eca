import { listFormats } from '../../decode/index.ts'
import { AppError, ExitCode, usageError } from '../../model/index.ts'
import { inspectInput } from '../../pipeline/inspect-run.ts'
import { formatInspection } from '../../report/index.ts'
import { padEnd } from '../../text/index.ts'
import { reportFailure } from '../failure.ts'
import { reportInputs } from '../inputs.ts'
import { writeAll } from '../output.ts'
import { colorFor, type Runtime } from '../runtime.ts'
import { sayIfSilent } from '../silence.ts'
import { stdinCarriesData } from '../stdin.ts'
import { decodeOptions, type FormatOptions } from './shared.ts'

export interface InspectCommandOptions extends FormatOptions {
  readonly list?: boolean
}

/** Which format was recognised, which field became what, in which unit, and why. */
export async function inspectCommand(
  runtime: Runtime,
  files: readonly string[],
  options: InspectCommandOptions,
): Promise<void> {
  if (options.list === true) {
    const formats = listFormats()
    const width = Math.max(...formats.map(({ name }) => name.length))
    const lines = formats.map(({ name, description }) => `${padEnd(name, width)}  ${description}`)
    await writeAll(runtime.stdout, `${lines.join('\n')}\n`)
    return
  }
  if (files.length === 0 && !stdinCarriesData())
    throw usageError('inspect needs a log', { hint: 'name a FILE, or pipe a log into it' })
  const decode = { ...decodeOptions(options), source: 0, clock: runtime.clock }
  const inputs = reportInputs(files, error => reportFailure(runtime, error))
  for (const input of inputs) {
    const waiting = sayIfSilent(runtime, [input])
    try {
      const { inspection, looksLike } = await inspectInput(input, decode).finally(() => waiting.over())
      await writeAll(
        runtime.stdout,
        formatInspection([inspection], {
          color: colorFor(runtime, runtime.stdout),
          columns: runtime.stdout.isTTY ? runtime.stdout.columns : 100,
        }),
      )
      if (inspection.ingest.requests > 0 || inspection.ingest.systemSamples > 0) continue
      runtime.setExitCode(ExitCode.failed)
      runtime.say(nothingFound(inspection.name, looksLike))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      reportFailure(runtime, error)
    }
  }
}

/** One line for a log without requests, naming what it looks like. */
export function nothingFound(name: string, looksLike: string | null): string {
  return looksLike === null
    ? `no requests were found: ${name}`
    : `this is not a JSON log; it looks like ${looksLike}: ${name}`
}
