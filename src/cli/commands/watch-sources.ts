import { type Source, usageError } from '../../model/index.ts'
import { openDemoSource } from '../../pipeline/demo-source.ts'
import { expandInputs, openFollower, openStdin } from '../../sources/index.ts'
import { stdinCarriesData } from '../inputs.ts'
import type { Runtime } from '../runtime.ts'
import type { WatchCommandOptions } from './watch.ts'

const demoHeadStartSeconds = 900
const incidentAgoSeconds = 120

export function openWatchSources(
  runtime: Runtime,
  files: readonly string[],
  options: WatchCommandOptions,
): Source[] {
  if (options.demo === true) return [demoSource(runtime, options.incident)]
  if (options.incident !== undefined) throw usageError('--incident goes with --demo')
  if (files.length === 0 && !stdinCarriesData()) {
    throw usageError('nothing to watch: no FILE was given and stdin is not a pipe', {
      hint: 'api-metrics watch access.log, kubectl logs -f … | api-metrics, or api-metrics watch --demo',
    })
  }
  const { inputs, unmatched } = expandInputs(files.length === 0 ? ['-'] : files)
  if (inputs.length === 0) throw usageError('no file matches', { place: unmatched.join(', ') })
  return inputs.map(({ kind, path }) =>
    kind === 'stdin' ? openStdin(runtime.stdin) : openFollower(path, { from: 'start' }),
  )
}

/** Starts a while ago, so that there is something to look at; an incident has just begun. */
export function demoSource({ clock }: Runtime, incident?: string): Source {
  const now = clock.now()
  const start = now - demoHeadStartSeconds
  return openDemoSource(
    {
      seed: 1,
      rate: 25,
      start,
      ...(incident !== undefined && { incident, incidentAt: now - incidentAgoSeconds }),
    },
    clock,
  )
}
