import { setTimeout as wait } from 'node:timers/promises'
import { formatLine, formatSummary } from '../../report/index.ts'
import { writeAll } from '../output.ts'
import type { WatchSession } from './watch.ts'

/** One plain line a second; a summary when all inputs have ended. */
export async function watchPlain({
  runtime,
  monitor,
  options,
  windowSeconds,
  stop,
}: WatchSession): Promise<void> {
  const style = { utc: options.utc ?? false }
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
    await writeAll(runtime.stdout, `${formatLine(monitor.observe({ windowSeconds }), style)}\n`)
  }
  if (ended)
    await writeAll(
      runtime.stdout,
      formatSummary(monitor.observe({ windowSeconds: null, cumulative: true }), style),
    )
}
