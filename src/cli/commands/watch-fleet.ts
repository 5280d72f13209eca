import { ClickHouseReader, type Target } from '../../history/index.ts'
import { usageError } from '../../model/index.ts'
import { FleetMonitor } from '../../pipeline/fleet-monitor.ts'
import { checkFleetGroups, fleetFilter } from '../../pipeline/fleet-view.ts'
import { parseSlo } from '../../query/index.ts'
import { formatOfFile, formatReport } from '../../report/index.ts'
import { reportFailure } from '../failure.ts'
import { openFleet } from '../fleet.ts'
import { checkOutput, writeFileWhole } from '../output.ts'
import { canDraw, type Runtime } from '../runtime.ts'
import { withSignals } from '../signals.ts'
import { packageVersion } from '../version.ts'
import { requestFilter } from './request-filter.ts'

import type { WatchCommandOptions } from './watch.ts'
import { watchPlain } from './watch-plain.ts'
import { watchScreen } from './watch-screen.ts'

const defaultWindowSeconds = 300

/** `watch --store clickhouse://…`: what all hosts have sent, as one. Reads nothing of this machine. */
export async function watchFleet(
  runtime: Runtime,
  process: NodeJS.Process,
  files: readonly string[],
  options: WatchCommandOptions,
  target: Target,
): Promise<void> {
  for (const [given, name] of [
    [files.length > 0, 'a FILE'],
    [options.listen !== undefined, '--listen'],
    [options.metrics !== undefined, '--metrics'],
    [options.alert !== undefined, '--alert'],
    [options.demo === true, '--demo'],
  ] as const)
    if (given)
      throw usageError(`watch --store clickhouse://… shows the fleet; ${name} does not go with it`, {
        hint: 'collect reads and sends, on each host',
      })
  if (options.report !== undefined) checkOutput(options.report, [])
  const filter = fleetFilter(requestFilter(options))
  checkFleetGroups(options.groupBy ?? null)
  const slos = (options.slo ?? []).map(parseSlo)
  const onScreen = options.plain !== true && canDraw(runtime)
  const reader = new ClickHouseReader(openFleet(runtime, target), runtime.clock)
  const monitor = new FleetMonitor({
    reader,
    clock: runtime.clock,
    insight: { slos },
    filter,
    groupBy: options.groupBy ?? null,
    onError: error => {
      if (!onScreen) reportFailure(runtime, error)
    },
  })
  const windowSeconds = options.window ?? defaultWindowSeconds
  // What is wrong with the address or the rights is said before the screen is taken.
  await monitor.look({ windowSeconds })
  const restores: (() => void)[] = []
  const restore = () => {
    for (const each of restores.splice(0)) each()
  }
  await withSignals(process, restore, async stop => {
    const session = {
      runtime,
      monitor: { ...bound(monitor), add: () => {}, finished: () => new Promise<void>(() => {}) },
      options,
      windowSeconds,
      alerts: null,
      stop,
      onRestore: (each: () => void) => void restores.push(each),
    }
    const write = async () => {
      if (options.report !== undefined) await writeReport(monitor, options.report, windowSeconds, options.utc)
    }
    const onSignal = () => void write().catch(error => reportFailure(runtime, error))
    process.on('SIGUSR2', onSignal)
    try {
      await (onScreen ? watchScreen(session) : watchPlain(session))
    } finally {
      process.off('SIGUSR2', onSignal)
      restore()
      await write()
      await reader.close()
    }
  })
}

function bound(monitor: FleetMonitor) {
  return {
    observe: monitor.observe.bind(monitor),
    requestsOf: monitor.requestsOf.bind(monitor),
    explainSpike: monitor.explainSpike.bind(monitor),
  }
}

async function writeReport(
  monitor: FleetMonitor,
  path: string,
  windowSeconds: number,
  utc = false,
): Promise<void> {
  const format = formatOfFile(path) ?? 'text'
  const text = formatReport(monitor.observe({ windowSeconds }), { format, utc, version: packageVersion() })
  await writeFileWhole(path, text)
}
