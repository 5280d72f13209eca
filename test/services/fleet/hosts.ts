import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type CliResult, runCli, startCli } from '../../support/cli.ts'

/** What was written into a log, as the test knows it. */
export interface Sent {
  readonly host: string
  readonly endpoint: string
  readonly status: number
  /** Seconds. */
  readonly duration: number
}

/** A reproducible stream of numbers in [0, 1): mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const endpoints = ['/api/items', '/api/items/{id}', '/api/login', '/health']

/** A machine with a log, and what watches over it. */
export class Host {
  readonly name: string
  readonly sent: Sent[] = []
  readonly #folder: string
  readonly #random: () => number
  #child: ChildProcess | null = null
  said = ''

  constructor(name: string, folder: string, seed: number) {
    this.name = name
    this.#folder = join(folder, name)
    mkdirSync(this.#folder)
    this.#random = randomOf(seed)
  }

  get log(): string {
    return join(this.#folder, 'access.log')
  }

  get state(): string {
    return join(this.#folder, 'state')
  }

  get pid(): number {
    return this.#child!.pid!
  }

  /** Appends requests that ended between two times, seconds since the epoch. */
  write(count: number, from: number, to: number): void {
    const lines: string[] = []
    for (let i = 0; i < count; i++) {
      const endpoint = endpoints[Math.floor(this.#random() ** 2 * endpoints.length)]!
      const status = this.#random() < 0.02 ? 500 : this.#random() < 0.05 ? 404 : 200
      // Log-normal, about: most are some milliseconds, a few are seconds.
      const duration = Number(
        (0.008 * Math.exp(1.2 * (this.#random() + this.#random() + this.#random() - 1.5) * 2)).toFixed(6),
      )
      this.sent.push({ host: this.name, endpoint, status, duration })
      lines.push(
        JSON.stringify({
          timestamp: Number((from + ((to - from) * i) / count).toFixed(3)),
          method: 'GET',
          endpoint,
          status_code: status,
          response_time: duration,
          client_ip: `10.0.0.${Math.floor(this.#random() * 4)}`,
          ...(status >= 500 && { error_message: 'database is away' }),
        }),
      )
    }
    appendFileSync(this.log, `${lines.join('\n')}\n`)
  }

  collect(store: string, env: Record<string, string> = {}): void {
    const child = startCli(['collect', this.log, '--no-system', '--host', this.name, '--store', store], {
      env: { XDG_STATE_HOME: this.state, ...env },
    })
    child.stderr.on('data', text => {
      this.said += text
    })
    this.#child = child
  }

  /** What this machine's own history says. */
  async local(): Promise<number> {
    const { stdout } = await runCli(
      ['report', '--store', join(this.state, 'api-metrics', 'history.db'), '--format', 'json'],
      { env: { XDG_STATE_HOME: this.state } },
    )
    return stdout === '' ? 0 : JSON.parse(stdout).requests.total
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'close')
  }
}

/** Asks again until the answer is as wanted. */
export async function ask<T>(
  question: () => Promise<T>,
  done: (answer: T) => boolean,
  seconds = 60,
): Promise<T> {
  const until = Date.now() + 1000 * seconds
  for (;;) {
    const answer = await question().catch(error => (Date.now() > until ? Promise.reject(error) : undefined))
    if (answer !== undefined && done(answer)) return answer
    if (Date.now() > until) throw new Error(`never came; the last answer was ${JSON.stringify(answer)}`)
    await delay(200)
  }
}

/** Nearest rank, of all values. */
export function percentile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!
}

export function countBy<T>(values: readonly T[], key: (value: T) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[key(value)] = (counts[key(value)] ?? 0) + 1
  return counts
}

interface Count {
  readonly total: number
}

/** As much of a report as is looked at. */
export interface ReportJson {
  readonly requests: Count & {
    readonly errors: number
    readonly statusCodes: Readonly<Record<string, number>>
    readonly responseTime: Readonly<
      Record<'p50' | 'p90' | 'p95' | 'p99' | 'p999' | 'min' | 'max' | 'mean', number>
    >
  }
  readonly endpoints: readonly (Count & { readonly endpoint: string })[]
  readonly topErrors: readonly { readonly message: string | null; readonly count: number }[]
  readonly groups: readonly (Count & { readonly value: string })[]
  readonly hosts: readonly { readonly name: string; readonly silent: boolean }[]
  readonly partial: string | null
}

/** A report of the fleet, parsed. */
export async function report(
  store: string,
  ...args: string[]
): Promise<CliResult & { readonly json: ReportJson }> {
  const result = await runCli(['report', '--store', store, '--format', 'json', '--window', '10m', ...args])
  return { ...result, json: result.stdout === '' ? null : JSON.parse(result.stdout) }
}
