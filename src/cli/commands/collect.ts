import { AppError, ExitCode, type Recorder, usageError } from '../../model/index.ts'
import { Monitor } from '../../pipeline/monitor.ts'
import { parseSlo } from '../../query/index.ts'
import { formatBytes } from '../../text/index.ts'
import { alertPlan, openAlerts } from '../alerts.ts'
import { reportFailure } from '../failure.ts'
import { openMetrics, withMetrics } from '../metrics.ts'
import type { Runtime } from '../runtime.ts'
import { withSignals } from '../signals.ts'
import { fleetTarget, hostOf, openWriter, storePath } from '../store.ts'
import { collectStatus } from './collect-status.ts'
import type { SchemaOptions } from './fleet-schema.ts'
import { collectorOptions, decodeOptions } from './shared.ts'
import { followNewFiles, graceSeconds, reportOnSignal, type WatchCommandOptions } from './watch.ts'
import { openWatchSources } from './watch-sources.ts'

export interface CollectCommandOptions extends WatchCommandOptions, SchemaOptions {
  readonly status?: boolean
}

/** Nobody looks at single requests: enough for `--report`. */
const rawBytes = 4 * 2 ** 20
const sayEverySeconds = 600

/** `watch` without a screen: records into history until a signal or the end of all inputs. */
export async function collectCommand(
  runtime: Runtime,
  process: NodeJS.Process,
  files: readonly string[],
  options: CollectCommandOptions,
): Promise<void> {
  if (options.status === true) {
    await collectStatus(runtime, options)
    return
  }
  if (options.init === true || options.printSchema === true) {
    const { fleetSchema } = await import('./fleet-schema.ts')
    await fleetSchema(runtime, options)
    return
  }
  const decode = decodeOptions(options)
  const slos = (options.slo ?? []).map(parseSlo)
  const plan = alertPlan(options)
  const path = storePath(runtime, options)
  const fleet = fleetTarget(options)
  // With it comes what talks to a server: only where one is named.
  const shipping = fleet === null ? null : await import('../shipping.ts')
  const sending = shipping?.sendingTo(runtime, fleet!) ?? null
  const writer = openWriter(runtime, options)
  if (writer === null)
    throw usageError('collect has nowhere to record', {
      hint:
        fleet === null
          ? 'leave --no-store out, or give --store PATH'
          : 'what goes to a fleet is kept here first: set XDG_STATE_HOME, or HOME',
    })
  const metrics = await openMetrics(runtime, options)
  const inputs = await openWatchSources(runtime, files, withMetrics(options, metrics))
  const failing = new AbortController()
  const told = new Set<string>()
  // One fault reaches several who had something to store.
  const tellOnce = (error: AppError) => {
    if (!told.has(error.message)) reportFailure(runtime, error)
    told.add(error.message)
  }
  const fail = (error: AppError) => {
    tellOnce(error)
    failing.abort()
  }
  const monitor = new Monitor({
    clock: runtime.clock,
    host: hostOf(options),
    decode,
    collector: { ...collectorOptions(options), rawBytes, counting: metrics !== null },
    insight: { slos },
    system: options.system,
    onError: error => reportFailure(runtime, error),
    writer,
    onTaken: (file, holder) => {
      reportFailure(runtime, takenError(file, holder))
      failing.abort()
    },
    onRecordTrouble: error => {
      if (error === null) runtime.say('history is written again; nothing was lost of files')
      else if (error.passing) runtime.say(`${error.message}; recording goes on in memory and is tried again`)
      else fail(error)
    },
  })
  metrics?.tell(monitor)
  await withSignals(
    process,
    () => {},
    async signalled => {
      const stop = AbortSignal.any([signalled, failing.signal])
      for (const file of inputs.files) monitor.follow(file, options.from, false)
      for (const source of inputs.sources) monitor.addRecorded(source)
      void followNewFiles(monitor, inputs, stop, false)
      const names = [...inputs.files, ...inputs.globs, ...inputs.sources.map(({ name }) => name)]
      runtime.say(`recording ${names.join(', ')} in ${path}`)
      if (metrics !== null) runtime.say(`metrics at ${metrics.url}`)
      const alerts = await openAlerts(plan, {
        runtime,
        monitor,
        files,
        options,
        recurring: true,
        onScreen: false,
      })
      const shipper = sending?.start({ path: path!, host: hostOf(options) }) ?? null
      const report = reportOnSignal(runtime, process, monitor, options)
      const timer = setInterval(() => runtime.say(summaryOf(monitor)), sayEverySeconds * 1000)
      try {
        await Promise.race([monitor.finished(), aborted(stop)])
      } finally {
        clearInterval(timer)
        alerts?.look()
        const delivered = alerts?.close(graceSeconds)
        report.off()
        await metrics?.close()
        await monitor.close().catch(tellOnce)
        if ((await shipper?.close(graceSeconds)) === false)
          runtime.say('not everything was sent; the rest is sent next time')
        await report.write()
        await delivered
        runtime.say(`stopped: ${summaryOf(monitor)}`)
      }
    },
  )
}

function takenError(file: string, { pid, host }: Recorder): AppError {
  return new AppError(`it is recorded by process ${pid} on ${host} already`, {
    place: file,
    exitCode: ExitCode.failed,
    hint: 'one recorder a file: stop that one, or read what it records with watch and report',
  })
}

function summaryOf(monitor: Monitor): string {
  const { requests, lines, gapBytes, rejected } = monitor.ingest
  const refused = Object.values(rejected).reduce((sum, count) => sum + count, 0)
  const lag = monitor.sources.reduce((sum, { lagBytes }) => sum + (lagBytes ?? 0), 0)
  const parts = [`${requests} requests of ${lines} lines`, `${refused} rejected`]
  if (lag > 0) parts.push(`${formatBytes(lag)} behind`)
  if (gapBytes > 0) parts.push(`${formatBytes(gapBytes)} lost unread`)
  if (monitor.lost > 0) parts.push(`${monitor.lost} requests not recorded for want of space`)
  return parts.join(', ')
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
