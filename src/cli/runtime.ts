import type { Worker } from 'node:worker_threads'
import { type Clock, ExitCode } from '../model/index.ts'
import { sanitise } from '../text/index.ts'
import { type ColorChoice, usesColor } from './color.ts'

export const systemClock: Clock = { now: () => Date.now() / 1000 }

/** Everything a command may touch of the process; the only owner of it. */
export interface Runtime {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  /** The terminal is somebody's who wants to know why: stack traces, decisions. */
  readonly debug: boolean
  readonly quiet: boolean
  readonly color: ColorChoice
  /** Threads that were started to read files with. */
  readonly readers: readonly Worker[]
  /** One line on stderr, `api-metrics: …`. Text in it is sanitised. */
  say(message: string): void
  /** As `say`, with `--debug` only. */
  explain(message: string): void
  setExitCode(code: ExitCode): void
}

export interface GlobalOptions {
  readonly debug?: boolean
  readonly quiet?: boolean
  readonly color?: ColorChoice
}

export function createRuntime(
  process: NodeJS.Process,
  options: GlobalOptions,
  readers: readonly Worker[] = [],
): Runtime {
  const { stdout, stderr, env } = process
  const say = (message: string) => {
    stderr.write(`api-metrics: ${sanitise(message)}\n`)
  }
  return {
    // Made when it is first asked for: a log on stdin is read by its descriptor.
    get stdin() {
      return process.stdin
    },
    stdout,
    stderr,
    env,
    clock: systemClock,
    debug: options.debug ?? false,
    quiet: options.quiet ?? false,
    color: options.color ?? 'auto',
    readers,
    say: message => {
      if (options.quiet !== true) say(message)
    },
    explain: message => {
      if (options.debug === true) say(message)
    },
    setExitCode: code => {
      // The worst one wins: a crossed threshold does not hide a failure.
      const rank = [
        ExitCode.ok,
        ExitCode.thresholdCrossed,
        ExitCode.failed,
        ExitCode.usage,
        ExitCode.internal,
      ]
      const now = rank.indexOf((process.exitCode ?? ExitCode.ok) as ExitCode)
      if (rank.indexOf(code) > now) process.exitCode = code
    },
  }
}

export function colorFor(runtime: Runtime, stream: NodeJS.WriteStream): boolean {
  return usesColor(runtime.color, runtime.env, stream.isTTY === true)
}

/** Whether there is a terminal that can be drawn on: not a pipe, and more than a line printer. */
export function canDraw({ stdout, env }: Runtime): boolean {
  return stdout.isTTY === true && env.TERM !== 'dumb'
}
