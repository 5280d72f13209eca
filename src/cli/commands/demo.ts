import { setImmediate as breathe, setTimeout as wait } from 'node:timers/promises'
import { DemoTraffic, incidentNames } from '../../demo/index.ts'
import { usageError } from '../../model/index.ts'
import { nearest } from '../../text/index.ts'
import { writeAll } from '../output.ts'
import type { Runtime } from '../runtime.ts'

export interface DemoCommandOptions {
  readonly seed: number
  readonly rate: number
  /** Seconds of traffic to write at once; without it, the last 5 minutes and then on, as time goes by. */
  readonly duration?: number
  readonly incident?: string
}

const headStartSeconds = 300
const pieceLines = 2000

/** Lines of the native format on stdout. Waits for its reader: a slow one makes it slow, not large. */
export async function demoCommand(
  runtime: Runtime,
  options: DemoCommandOptions,
  stop: AbortSignal,
): Promise<void> {
  const { incident } = options
  if (incident !== undefined) checkIncident(incident)
  const now = runtime.clock.now()
  const start = now - (options.duration ?? headStartSeconds)
  const traffic = new DemoTraffic({
    seed: options.seed,
    rate: options.rate,
    start,
    // Half-way through what is written at once, so that there is a before and an after to see.
    ...(incident !== undefined && { incident, incidentAt: start + (now - start) / 2 }),
  })
  await write(runtime, traffic.linesUntil(now), stop)
  if (options.duration !== undefined) return
  while (!stop.aborted) {
    await wait(100, undefined, { signal: stop }).catch(() => {})
    await write(runtime, traffic.linesUntil(runtime.clock.now()), stop)
  }
}

export function checkIncident(name: string): void {
  if (incidentNames.includes(name)) return
  const meant = nearest(name, incidentNames)
  throw usageError('no such incident', {
    place: name,
    hint: `${meant === null ? '' : `did you mean ${meant}? `}there are: ${incidentNames.join(', ')}`,
  })
}

async function write(runtime: Runtime, lines: Iterable<string>, stop: AbortSignal): Promise<void> {
  let piece: string[] = []
  for (const line of lines) {
    piece.push(line)
    if (piece.length < pieceLines) continue
    await writeAll(runtime.stdout, `${piece.join('\n')}\n`)
    piece = []
    // A file takes its lines at once, and no signal would ever be heard.
    await breathe()
    if (stop.aborted) return
  }
  if (piece.length > 0) await writeAll(runtime.stdout, `${piece.join('\n')}\n`)
}
