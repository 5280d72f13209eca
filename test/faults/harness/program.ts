import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ownState } from '../../support/state.ts'
import type { Report } from './oracle.ts'

export const binary: string = join(import.meta.dirname, '..', '..', '..', 'bin', 'api-metrics.js')

/** Paths as they are, and seconds whatever their size: a line that lasts 100 s would be taken for one of 100 ms. */
export const exact: readonly string[] = ['--no-routes', '--unit', 'duration=s']

export interface Outcome {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** Most memory it ever held, MiB. */
  readonly peak: number
  readonly seconds: number
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly uid?: number
  /** File descriptors or 'pipe'; default: nothing on stdin, the rest caught. */
  readonly stdio?: readonly (number | 'pipe' | 'ignore')[]
  readonly nodeArguments?: readonly string[]
  /** Runs the program through a shell with this command before it, such as `ulimit -n 100`. */
  readonly shell?: string
}

/** Seconds after which an awaited thing is not going to happen. */
const patience = 20

/** The real program, started; ends with the scenario at the latest. */
export class Program {
  readonly child: ChildProcess
  stdout = ''
  stderr = ''
  peak = 0
  readonly #began = performance.now()
  readonly #ended: Promise<Outcome>

  constructor(args: readonly string[], options: ProgramOptions = {}) {
    const [stdin = 'ignore', stdout = 'pipe', stderr = 'pipe'] = options.stdio ?? []
    const command = [process.execPath, ...(options.nodeArguments ?? []), binary, ...args]
    const shell = options.shell === undefined ? [] : ['sh', '-c', `${options.shell}; exec "$@"`, 'sh']
    const [file, ...rest] = [...shell, ...command]
    this.child = spawn(file!, rest, {
      stdio: [stdin, stdout, stderr],
      env: { ...process.env, NO_COLOR: '1', XDG_STATE_HOME: ownState(), ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    })
    this.child.stdin?.on('error', () => undefined)
    this.child.stdout?.on('data', chunk => {
      this.stdout += chunk
    })
    this.child.stderr?.on('data', chunk => {
      this.stderr += chunk
    })
    const timer = setInterval(() => this.measure(), 50)
    this.#ended = once(this.child, 'close').then(([code, signal]) => {
      clearInterval(timer)
      const { stdout, stderr, peak } = this
      return { code, signal, stdout, stderr, peak, seconds: (performance.now() - this.#began) / 1000 }
    })
  }

  get pid(): number {
    return this.child.pid!
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  /** Resident memory now, MiB; 0 after the end. */
  measure(): number {
    try {
      const status = readFileSync(`/proc/${this.pid}/status`, 'latin1')
      this.peak = Math.max(this.peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
    } catch {
      return 0
    }
  }

  /** Seconds of processor time used so far. */
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.pid}/stat`, 'latin1').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }

  ended(): Promise<Outcome> {
    return withPatience(this.#ended, () => `the program does not end; it said ${this.stderr.slice(-500)}`)
  }
}

/** Runs a command to its end. */
export function run(args: readonly string[], options: ProgramOptions = {}): Promise<Outcome> {
  return new Program(args, options).ended()
}

/** A report in JSON, of files or of what is piped in. */
export function reportArguments(...files: readonly string[]): string[] {
  return ['report', '--format', 'json', ...exact, ...files]
}

export async function until<T>(
  look: () => T | Promise<T>,
  isEnough: (value: T) => boolean,
  complain: (value: T) => string,
  seconds: number = patience,
): Promise<T> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const value = await look()
    if (isEnough(value)) return value
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s in vain: ${complain(value)}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

export async function withPatience<T>(
  promise: Promise<T>,
  complain: () => string,
  seconds: number = patience,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${seconds} s in vain: ${complain()}`)), seconds * 1000)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** `watch` as a service, asked for its report by signal. */
export class Watch extends Program {
  readonly #reportFile: string
  readonly #portFile: string

  constructor(folder: string, args: readonly string[], options: ProgramOptions = {}) {
    const reportFile = join(folder, 'report.json')
    const portFile = join(folder, 'ports')
    const common = [...exact, '--plain', '--no-system', '--refresh', '200ms', '--report', reportFile]
    super(['watch', ...common, '--port-file', portFile, ...args], options)
    this.#reportFile = reportFile
    this.#portFile = portFile
  }

  /** Until it handles signals; it has printed something then. */
  async ready(): Promise<this> {
    await until(
      () => this.stdout,
      text => text.includes('\n') || !this.isRunning,
      () => `nothing on stdout; stderr: ${this.stderr.slice(-500)}`,
    )
    if (!this.isRunning) throw new Error(`ended at once: ${this.stderr}`)
    return this
  }

  /** The URLs of the open sockets. */
  async urls(): Promise<string[]> {
    return until(
      () => {
        try {
          return readFileSync(this.#portFile, 'utf8').trim().split('\n')
        } catch {
          return []
        }
      },
      urls => urls.length > 0 || !this.isRunning,
      () => `no port file; stderr: ${this.stderr.slice(-500)}`,
    )
  }

  /** The report of this moment. */
  async report(): Promise<Report> {
    const before = this.#version()
    this.kill('SIGUSR2')
    await until(
      () => this.#version(),
      version => version !== before,
      () => `no report was written; stderr: ${this.stderr.slice(-500)}`,
    )
    return this.lastReport()
  }

  lastReport(): Report {
    return JSON.parse(readFileSync(this.#reportFile, 'utf8')) as Report
  }

  /** Reports until one satisfies. */
  reports(isEnough: (report: Report) => boolean, seconds?: number): Promise<Report> {
    return until(
      () => this.report(),
      isEnough,
      ({ requests, ingest, sources }) => JSON.stringify({ total: requests.total, ingest, sources }),
      seconds,
    )
  }

  /** Until so many requests were counted. */
  counted(requests: number, seconds?: number): Promise<Report> {
    return this.reports(report => report.requests.total >= requests, seconds)
  }

  /** Ends it and returns the report it leaves. */
  async finish(signal: NodeJS.Signals = 'SIGTERM'): Promise<Outcome & { report: Report }> {
    this.measure()
    this.kill(signal)
    const outcome = await this.ended()
    if (outcome.signal !== signal)
      throw new Error(`ended with ${outcome.code ?? outcome.signal}, not ${signal}: ${outcome.stderr}`)
    return { ...outcome, report: this.lastReport() }
  }

  #version(): string {
    const stats = statSync(this.#reportFile, { bigint: true, throwIfNoEntry: false })
    return stats === undefined ? '' : `${stats.ino}:${stats.mtimeNs}`
  }
}
