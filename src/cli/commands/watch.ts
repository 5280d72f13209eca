import { existsSync } from 'node:fs'
import { SqliteReader } from '../../history/index.ts'
import { AppError, type Observation, type RollupWriter } from '../../model/index.ts'
import type { AlertWatch } from '../../pipeline/alert-watch.ts'
import type { FollowFrom } from '../../pipeline/follow-start.ts'
import { IdleSource } from '../../pipeline/idle-source.ts'
import { Monitor } from '../../pipeline/monitor.ts'
import { Past } from '../../pipeline/past.ts'
import { parseSlo } from '../../query/index.ts'
import { formatOfFile, formatReport } from '../../report/index.ts'
import { watchInputs } from '../../sources/index.ts'
import { type AlertOptions, alertPlan, openAlerts } from '../alerts.ts'
import { reportFailure } from '../failure.ts'
import { type MetricsOptions, openMetrics, withMetrics } from '../metrics.ts'
import { writeFileWhole } from '../output.ts'
import { canDraw, type Runtime } from '../runtime.ts'
import { withSignals } from '../signals.ts'
import { stdinCarriesData } from '../stdin.ts'
import { fleetTarget, hostOf, openWriter, type StoreOptions, storePath } from '../store.ts'
import { packageVersion } from '../version.ts'
import { requestFilter } from './request-filter.ts'
import { collectorOptions, decodeOptions, type InputOptions } from './shared.ts'
import { watchPlain } from './watch-plain.ts'
import { watchScreen } from './watch-screen.ts'
import { openWatchSources, type WatchSources } from './watch-sources.ts'

export interface WatchCommandOptions extends InputOptions, StoreOptions, MetricsOptions, AlertOptions {
  readonly window?: number
  readonly demo?: boolean
  readonly incident?: string
  readonly plain?: boolean
  readonly report?: string
  /** Seconds. */
  readonly refresh?: number
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
/** For messages on their way when it ends; a signal kills after 2 s. */
export const graceSeconds = 1

export interface WatchSession {
  readonly runtime: Runtime
  readonly monitor: Pick<Monitor, 'observe' | 'requestsOf' | 'explainSpike' | 'add' | 'finished'>
  readonly options: WatchCommandOptions
  readonly windowSeconds: number
  readonly alerts: AlertWatch | null
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
  const fleet = fleetTarget(options)
  if (fleet !== null) {
    const { watchFleet } = await import('./watch-fleet.ts')
    await watchFleet(runtime, process, files, options, fleet)
    return
  }
  const decode = decodeOptions(options)
  const slos = (options.slo ?? []).map(parseSlo)
  const plan = alertPlan(options)
  const past = pastFor(runtime, files, options)
  const metrics = await openMetrics(runtime, options)
  const inputs = await openWatchSources(runtime, files, withMetrics(options, metrics), taken => {
    const path = storePath(runtime, options)
    if (past === null || path === null || !existsSync(path)) throw taken
    runtime.say(`${taken.message}: ${taken.place}; showing what is recorded`)
    return new IdleSource()
  })
  const onScreen = options.plain !== true && canDraw(runtime)
  const tell = (message: string) => (onScreen ? runtime.explain(message) : runtime.say(message))
  const trouble = new RecordTrouble(tell)
  const monitor = new Monitor({
    clock: runtime.clock,
    host: hostOf(options),
    writer: writerFor(runtime, options),
    past,
    onTaken: (file, { pid }) => tell(`${file}: recorded by process ${pid}; this one only looks`),
    onRecordTrouble: error => trouble.note(error),
    decode,
    collector: { ...collectorOptions(options), counting: metrics !== null },
    insight: { slos },
    // The demo brings the samples of its own imagined machine.
    system: options.system && options.demo !== true,
    // On the screen, a source's trouble is shown in the header.
    onError: error => {
      if (!onScreen) reportFailure(runtime, error)
    },
  })
  metrics?.tell(monitor)
  if (metrics !== null) tell(`metrics at ${metrics.url}`)
  const restores: (() => void)[] = []
  const restore = () => {
    for (const each of restores.splice(0)) each()
  }
  await withSignals(process, restore, async stop => {
    for (const path of inputs.files) monitor.follow(path, options.from)
    for (const source of inputs.sources) {
      if (options.demo === true) monitor.add(source)
      else monitor.addRecorded(source)
    }
    void followNewFiles(monitor, inputs, stop)
    const named = files.some(file => file !== '-') || options.listen !== undefined
    const recurring = named && options.demo !== true
    const alerts = await openAlerts(plan, { runtime, monitor, files, options, recurring, onScreen })
    const session: WatchSession = {
      runtime,
      monitor,
      options,
      windowSeconds: options.window ?? defaultWindowSeconds,
      alerts,
      stop,
      onRestore: each => restores.push(each),
    }
    const report = reportOnSignal(runtime, process, monitor, options)
    try {
      await (onScreen ? watchScreen(session) : watchPlain(session))
    } finally {
      report.off()
      restore()
      past?.close()
      await metrics?.close()
      const told = alerts?.close(graceSeconds)
      await monitor.close().catch(error => {
        // A store that was not asked for and cannot be had at all is said, and nothing else is worse for it.
        if (options.store === undefined && error instanceof AppError && !error.passing) trouble.note(error)
        else reportFailure(runtime, error)
      })
      await report.write()
      await told
    }
  })
}

/** Says what keeps history from being written, each thing once in a row: several parts meet the same fault. */
class RecordTrouble {
  readonly #tell: (message: string) => void
  #last: string | null = null

  constructor(tell: (message: string) => void) {
    this.#tell = tell
  }

  note(error: AppError | null): void {
    const message = error?.message ?? null
    if (message === this.#last) return
    this.#last = message
    this.#tell(message === null ? 'history is written again' : `nothing is recorded: ${message}`)
  }
}

/**
 * A thread that records what is watched, unless something is wanted that would record only a part of it. Where
 * history is not possible, watching is all the same.
 */
function writerFor(runtime: Runtime, options: WatchCommandOptions): RollupWriter | null {
  if (options.demo === true || options.filter !== undefined || options.exclude !== undefined) return null
  try {
    return openWriter(runtime, options)
  } catch (error) {
    if (options.store !== undefined) throw error
    runtime.explain(`nothing is recorded: ${(error as AppError).message}`)
    return null
  }
}

/** What was recorded before: of these inputs or, where nothing is named, of all there are. */
function pastFor(runtime: Runtime, files: readonly string[], options: WatchCommandOptions): Past | null {
  const path = storePath(runtime, options)
  if (path === null || options.demo === true) return null
  const all = files.length === 0 && options.listen === undefined && !stdinCarriesData()
  return new Past({
    open: () => SqliteReader.open(path, { clock: runtime.clock, host: hostOf(options) }),
    clock: runtime.clock,
    sources: all ? 'all' : 'own',
    filter: requestFilter(options),
    onError: error => runtime.explain(`history cannot be read: ${error.message}`),
  })
}

/** Follows what comes to match the patterns. */
export async function followNewFiles(
  monitor: Monitor,
  { globs, files }: WatchSources,
  stop: AbortSignal,
  seen = true,
): Promise<void> {
  for await (const path of watchInputs(globs, files, stop)) monitor.follow(path, 'start', seen)
}

/** With `--report`: the file is written whenever SIGUSR2 arrives, until `off`. */
export function reportOnSignal(
  runtime: Runtime,
  process: NodeJS.Process,
  monitor: Monitor,
  options: Pick<WatchCommandOptions, 'report' | 'window' | 'utc'>,
): { write(): Promise<void>; off(): void } {
  const { report } = options
  const write = async () => {
    if (report !== undefined) await writeReport(monitor, report, options)
  }
  const onSignal = () => void write().catch(error => reportFailure(runtime, error))
  process.on('SIGUSR2', onSignal)
  return { write, off: () => process.off('SIGUSR2', onSignal) }
}

/** Everything since the start, or the `--window` that was asked for. */
async function writeReport(
  monitor: Monitor,
  path: string,
  { window, utc }: Pick<WatchCommandOptions, 'window' | 'utc'>,
): Promise<void> {
  const observation: Observation = monitor.observe({
    windowSeconds: window ?? null,
    cumulative: window === undefined,
    liveOnly: true,
  })
  await writeFileWhole(
    path,
    formatReport(observation, {
      format: formatOfFile(path) ?? 'text',
      utc: utc ?? false,
      version: packageVersion(),
    }),
  )
}
