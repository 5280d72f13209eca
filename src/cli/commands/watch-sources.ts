import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { AppError, defaultSocket, type Source, usageError } from '../../model/index.ts'
import { openDemoSource } from '../../pipeline/demo-source.ts'
import {
  checkAddresses,
  expandInputs,
  type Listener,
  openListener,
  openListeners,
  openPattern,
  openStdin,
  writePortFile,
} from '../../sources/index.ts'
import { checkOutput } from '../output.ts'
import type { Runtime } from '../runtime.ts'
import { stdinCarriesData } from '../stdin.ts'
import type { WatchCommandOptions } from './watch.ts'

const demoHeadStartSeconds = 900
const incidentAgoSeconds = 120

export interface WatchSources {
  /** Files to follow. */
  readonly files: readonly string[]
  readonly sources: readonly Source[]
  /** Patterns that files may come to match. */
  readonly globs: readonly string[]
}

/**
 * Everything there is to read: files, stdin, push sockets. Without any of them, the default socket, where
 * instrumented servers push by themselves; `instead` is asked where that cannot be had.
 */
export async function openWatchSources(
  runtime: Runtime,
  files: readonly string[],
  options: WatchCommandOptions,
  instead: (taken: AppError) => Source = taken => {
    throw taken
  },
): Promise<WatchSources> {
  if (options.demo === true) {
    if (files.length > 0 || options.listen !== undefined)
      throw usageError('--demo shows its own traffic; nothing else is read', {
        place: files[0] ?? options.listen![0]!,
        hint: 'leave --demo out',
      })
    if (options.report !== undefined) checkOutput(options.report, [])
    return { files: [], sources: [demoSource(runtime, options.incident)], globs: [] }
  }
  if (options.incident !== undefined) throw usageError('--incident goes with --demo')
  const urls = options.listen ?? []
  const token = options.token ?? runtime.env.API_METRICS_TOKEN
  checkAddresses(urls, token)
  const { inputs, globs, unmatched } = expandInputs(
    files.length > 0 || urls.length > 0 ? files : impliedInput(),
  )
  const followed = inputs.flatMap(({ kind, path }) => (kind === 'file' ? [path] : []))
  for (const path of [options.report, options.portFile]) if (path !== undefined) checkOutput(path, followed)
  const listeners = await openListeners(urls, token === undefined ? {} : { token })
  const implied: Source[] = []
  if (inputs.length === 0 && globs.length === 0 && urls.length === 0) {
    try {
      listeners.push(await openDefaultSocket(runtime))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      implied.push(instead(error))
    }
  }
  if (options.portFile !== undefined)
    writePortFile(options.portFile, [
      ...listeners.map(({ url }) => url),
      ...(options.metricsUrl === undefined ? [] : [options.metricsUrl]),
    ])
  const streams = inputs.filter(({ kind }) => kind === 'stdin').map(() => openStdin(0))
  return {
    files: followed,
    sources: [...streams, ...unmatched.map(pattern => openPattern(pattern)), ...listeners, ...implied],
    globs,
  }
}

function impliedInput(): string[] {
  return stdinCarriesData() ? ['-'] : []
}

async function openDefaultSocket(runtime: Runtime): Promise<Listener> {
  const { path, ownDirectory } = defaultSocket({
    runtimeDirectory: runtime.env.XDG_RUNTIME_DIR,
    temporaryDirectory: tmpdir(),
    user: process.getuid?.() ?? userInfo().username,
  })
  if (ownDirectory !== null) makeOwnDirectory(ownDirectory)
  return openListener(`unix:${path}`)
}

/** Others may write beside it, so it has to be ours and closed to them. */
function makeOwnDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const stats = lstatSync(path)
  const foreign = process.getuid !== undefined && stats.uid !== process.getuid()
  if (!stats.isDirectory() || foreign || (stats.mode & 0o077) !== 0) {
    throw new AppError('the folder of the default socket is not ours alone', {
      place: path,
      hint: 'give --listen unix:/path/of/your/own.sock',
    })
  }
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
