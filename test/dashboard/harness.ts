import { PassThrough, Writable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import xterm from '@xterm/headless'
import 'blessed-contrib/lib/widget/donut.js'
import type { HostEffect, ViewRequest } from '../../src/dashboard/index.ts'
import { type Dashboard, type DashboardHost, openDashboard } from '../../src/dashboard/screen/index.ts'
import { ManualClock, type Observation } from '../../src/model/index.ts'
import { believable, explanation, recordsOf } from './believable.mjs'

export const now = 1_795_000_000

class Output extends Writable {
  columns: number
  rows: number
  readonly isTTY = true
  readonly chunks: Buffer[] = []
  readonly #terminal: InstanceType<typeof xterm.Terminal>

  constructor(columns: number, rows: number, terminal: InstanceType<typeof xterm.Terminal>) {
    super({ decodeStrings: true })
    this.columns = columns
    this.rows = rows
    this.#terminal = terminal
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(Buffer.from(chunk))
    this.#terminal.write(chunk, done)
  }
}

class Input extends PassThrough {
  isRaw = false
  readonly isTTY = true
  setRawMode(raw: boolean): this {
    this.isRaw = raw
    return this
  }
}

export interface Cell {
  readonly text: string
  readonly foreground: number
  readonly background: number
  readonly bold: boolean
  readonly inverse: boolean
}

export interface HarnessOptions {
  columns?: number
  rows?: number
  colors?: 0 | 16 | 256
  ascii?: boolean
  palette?: string
  host?: Partial<DashboardHost>
  observation?: (request: ViewRequest) => Observation
}

/** A dashboard on a terminal that exists only in memory, and the screen that a reader would see. */
export class Harness {
  readonly dashboard: Dashboard
  readonly input = new Input()
  readonly output: Output
  readonly clock = new ManualClock(now)
  readonly effects: HostEffect[] = []
  readonly requests: ViewRequest[] = []
  readonly terminal: InstanceType<typeof xterm.Terminal>
  observation: (request: ViewRequest) => Observation

  constructor(options: HarnessOptions = {}) {
    const { columns = 80, rows = 24 } = options
    this.terminal = new xterm.Terminal({
      cols: Math.max(2, columns),
      rows: Math.max(1, rows),
      allowProposedApi: true,
    })
    this.output = new Output(columns, rows, this.terminal)
    this.observation =
      options.observation ??
      (request =>
        believable({ end: request.end ?? now, windowSeconds: request.windowSeconds, filter: request.filter }))
    this.dashboard = openDashboard({
      input: this.input as unknown as NodeJS.ReadStream,
      output: this.output as unknown as NodeJS.WriteStream,
      host: this.#host(options.host ?? {}),
      clock: this.clock,
      refreshSeconds: 3600,
      windowSeconds: 300,
      utc: true,
      ascii: options.ascii ?? false,
      palette: options.palette ?? 'dark',
      colors: options.colors ?? 256,
    })
  }

  #host(overrides: Partial<DashboardHost>): DashboardHost {
    return {
      observe: request => {
        this.requests.push(request)
        return this.observation(request)
      },
      requestsOf: (endpoint, limit) =>
        recordsOf(this.observation({ windowSeconds: 300, end: null, filter: null }), limit).map(record => ({
          ...record,
          ...endpoint,
        })),
      explainSpike: (from, to) => explanation(from, to),
      perform: effect => {
        this.effects.push(effect)
        return undefined
      },
      ...overrides,
    }
  }

  /** Until everything that was asked for is on the screen. */
  async settle(): Promise<void> {
    let quiet = 0
    let written = -1
    while (quiet < 4) {
      await turn()
      quiet = this.output.chunks.length === written && this.output.writableLength === 0 ? quiet + 1 : 0
      written = this.output.chunks.length
    }
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.input.write(key)
      await this.settle()
    }
  }

  async refresh(): Promise<void> {
    this.dashboard.refresh()
    await this.settle()
  }

  async resize(columns: number, rows: number): Promise<void> {
    this.terminal.resize(Math.max(2, columns), Math.max(1, rows))
    this.output.columns = columns
    this.output.rows = rows
    this.output.emit('resize')
    await this.settle()
  }

  lines(): string[] {
    const buffer = this.terminal.buffer.active
    return Array.from({ length: this.terminal.rows }, (_, y) =>
      buffer.getLine(y)!.translateToString(true).trimEnd(),
    )
  }

  text(): string {
    return this.lines().join('\n')
  }

  cell(x: number, y: number): Cell {
    const cell = this.terminal.buffer.active.getLine(y)!.getCell(x)!
    return {
      text: cell.getChars(),
      foreground: cell.isFgDefault() ? -1 : cell.getFgColor(),
      background: cell.isBgDefault() ? -1 : cell.getBgColor(),
      bold: cell.isBold() !== 0,
      inverse: cell.isInverse() !== 0,
    }
  }

  /** Where a text begins on the screen; fails when it is not there. */
  find(text: string): { x: number; y: number } {
    const y = this.lines().findIndex(line => line.includes(text))
    if (y < 0) throw new Error(`not on the screen: ${text}\n${this.text()}`)
    return { x: this.lines()[y]!.indexOf(text), y }
  }

  bytes(): number {
    return this.output.chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  }

  stream(): string {
    return Buffer.concat(this.output.chunks).toString('utf8')
  }

  forget(): void {
    this.output.chunks.length = 0
  }
}

export async function open(options: HarnessOptions = {}): Promise<Harness> {
  const harness = new Harness(options)
  await harness.settle()
  return harness
}
