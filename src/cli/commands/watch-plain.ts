import { setTimeout as wait } from 'node:timers/promises'
import type { Observation } from '../../model/index.ts'
import type { ObserveRequest } from '../../pipeline/observe-request.ts'
import { formatLine, formatSummary } from '../../report/index.ts'
import { writeAll } from '../output.ts'
import type { WatchSession } from './watch.ts'

/** One plain line a second; a summary when all inputs have ended. */
export async function watchPlain({
  runtime,
  monitor,
  alerts,
  options,
  windowSeconds,
  stop,
}: WatchSession): Promise<void> {
  const style = { utc: options.utc ?? false }
  const observe = (request: ObserveRequest): Observation => ({
    ...monitor.observe(request),
    ...(alerts !== null && { alerts: alerts.view }),
  })
  let ended = false
  const ending = monitor.finished().then(() => {
    ended = true
  })
  while (!stop.aborted && !ended) {
    await Promise.race([
      ending,
      wait((options.refresh ?? 1) * 1000, undefined, { signal: stop }).catch(() => {}),
    ])
    if (ended || stop.aborted) break
    await writeAll(runtime.stdout, `${formatLine(observe({ windowSeconds, glance: true }), style)}\n`)
  }
  // What ends within a second is looked at as well.
  alerts?.look()
  if (ended)
    await writeAll(runtime.stdout, formatSummary(observe({ windowSeconds: null, cumulative: true }), style))
}
