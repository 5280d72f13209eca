import { hostname } from 'node:os'
import type { Observation } from '../../model/index.ts'
import type { FollowFrom } from '../../pipeline/follow-start.ts'
import { Monitor } from '../../pipeline/monitor.ts'
import { parseSlo } from '../../query/index.ts'
import { formatOfFile, formatReport } from '../../report/index.ts'
import { watchInputs } from '../../sources/index.ts'
import { reportFailure } from '../failure.ts'
import { writeFileWhole } from '../output.ts'
import type { Runtime } from '../runtime.ts'
import { withSignals } from '../signals.ts'
import { packageVersion } from '../version.ts'
import { collectorOptions, decodeOptions, type InputOptions } from './shared.ts'
import { watchPlain } from './watch-plain.ts'
import { watchScreen } from './watch-screen.ts'
import { openWatchSources, type WatchSources } from './watch-sources.ts'

export interface WatchCommandOptions extends InputOptions {
  readonly window?: number
  readonly demo?: boolean
  readonly incident?: string
  readonly plain?: boolean
  readonly report?: string
  readonly refresh: number
  readonly system: boolean
  readonly ascii?: boolean
  readonly utc?: boolean
  readonly palette: string
  readonly from: FollowFrom
  readonly listen?: readonly string[]
  readonly token?: string
  readonly portFile?: string
  readonly slo?: readonly string[]
}

const defaultWindowSeconds = 300

export interface WatchSession {
  readonly runtime: Runtime
  readonly monitor: Monitor
  readonly options: WatchCommandOptions
  readonly windowSeconds: number
  /** Aborted when a signal asks for the end. */
  readonly stop: AbortSignal
  /** Called before the process may die: gives the terminal back. */
  onRestore(restore: () => void): void
}

export async function watchCommand(
  runtime: Runtime,
  process: NodeJS.Process,
  files: readonly string[],
  options: WatchCommandOptions,
): Promise<void> {
  const decode = decodeOptions(options)
  const slos = (options.slo ?? []).map(parseSlo)
  const inputs = await openWatchSources(runtime, files, options)
  const onScreen = options.plain !== true && runtime.stdout.isTTY === true
  const monitor = new Monitor({
    clock: runtime.clock,
    host: hostname(),
    decode,
    collector: collectorOptions(options),
    insight: { slos },
    // The demo brings the samples of its own imagined machine.
    system: options.system && options.demo !== true,
    // On the screen, a source's trouble is shown in the header.
    onError: error => {
      if (!onScreen) reportFailure(runtime, error)
    },
  })
  const restores: (() => void)[] = []
  const restore = () => {
    for (const each of restores.splice(0)) each()
  }
  await withSignals(process, restore, async stop => {
    for (const path of inputs.files) monitor.follow(path, options.from)
    for (const source of inputs.sources) monitor.add(source)
    void followNewFiles(monitor, inputs, stop)
    const session: WatchSession = {
      runtime,
      monitor,
      options,
      windowSeconds: options.window ?? defaultWindowSeconds,
      stop,
      onRestore: each => restores.push(each),
    }
    const report = options.report
    const onReport = () => {
      if (report !== undefined)
        void writeReport(session, report).catch(error => reportFailure(runtime, error))
    }
    process.on('SIGUSR2', onReport)
    try {
      await (onScreen ? watchScreen(session) : watchPlain(session))
    } finally {
      process.off('SIGUSR2', onReport)
      restore()
      await monitor.close()
      if (report !== undefined) await writeReport(session, report)
    }
  })
}

async function followNewFiles(
  monitor: Monitor,
  { globs, files }: WatchSources,
  stop: AbortSignal,
): Promise<void> {
  for await (const path of watchInputs(globs, files, stop)) monitor.follow(path, 'start')
}

/** Everything since the start, or the `--window` that was asked for. */
async function writeReport({ monitor, options }: WatchSession, path: string): Promise<void> {
  const whole = options.window === undefined
  const observation: Observation = monitor.observe({
    windowSeconds: options.window ?? null,
    cumulative: whole,
  })
  await writeFileWhole(
    path,
    formatReport(observation, {
      format: formatOfFile(path) ?? 'text',
      utc: options.utc ?? false,
      version: packageVersion(),
    }),
  )
}
