import { ClickHouseReader, formatTarget, type Target } from '../../history/index.ts'
import { AppError, ExitCode, type Snapshot } from '../../model/index.ts'
import { checkFleetGroups, fleetFilter, fleetSnapshot } from '../../pipeline/fleet-view.ts'
import { openFleet } from '../fleet.ts'
import type { Runtime } from '../runtime.ts'
import { requestFilter } from './request-filter.ts'
import type { InputOptions } from './shared.ts'

/** As `reportHistory`, of all hosts. */
export async function reportFleet(
  runtime: Runtime,
  options: InputOptions,
  window: { readonly windowSeconds: number; readonly end: number | null },
  target: Target,
): Promise<Snapshot> {
  const groupBy = options.groupBy ?? null
  const filter = fleetFilter(requestFilter(options))
  checkFleetGroups(groupBy)
  const reader = new ClickHouseReader(openFleet(runtime, target), runtime.clock)
  try {
    const now = runtime.clock.now()
    const request = { now, ...window, filter, groupBy }
    const snapshot = await fleetSnapshot(reader, request)
    if (snapshot?.partial != null) {
      runtime.say(`this is not the whole truth: ${snapshot.partial}`)
      runtime.setExitCode(ExitCode.failed)
    }
    if (snapshot !== null) return snapshot
    throw new AppError('no host has sent anything yet', {
      place: formatTarget(target),
      hint: 'api-metrics collect --store clickhouse://… FILE sends, on each host',
    })
  } finally {
    await reader.close()
  }
}
