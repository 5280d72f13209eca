import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { join } from 'node:path'
import { ownCache, ownState } from './state.ts'

export const root: string = join(import.meta.dirname, '..', '..')
export const bin: string = join(root, 'bin', 'api-metrics.js')
export const fixture = (name: string): string => join(root, 'test', 'fixtures', name)

export interface CliOptions {
  /** Written to stdin, which is then closed. Absent: stdin is /dev/null. */
  readonly input?: string | Uint8Array
  readonly env?: Record<string, string>
  readonly cwd?: string
}

export interface CliResult {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export function startCli(args: readonly string[], options: CliOptions = {}): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: options.cwd ?? root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TZ: 'UTC',
      XDG_STATE_HOME: ownState(),
      XDG_CACHE_HOME: ownCache,
      ...options.env,
    },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  }) as ChildProcessWithoutNullStreams
  if (options.input !== undefined) {
    child.stdin.on('error', () => {})
    child.stdin.end(options.input)
  }
  return child
}

/** Runs the real command line to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = startCli(args, options)
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ stdout, stderr, code, signal }))
  })
}

/** Resolves when what `stream` has written so far satisfies `done`; rejects when it ends before. */
export function until(stream: NodeJS.ReadableStream, done: (text: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const onData = (chunk: Buffer | string) => {
      text += chunk
      if (!done(text)) return
      stream.off('data', onData)
      resolve(text)
    }
    stream.on('data', onData)
    stream.once('end', () => reject(new Error(`the stream ended before; it said: ${text}`)))
  })
}
