import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type Expected, faultsOf, type Report } from './oracle.ts'
import { Program, type ProgramOptions, Watch } from './program.ts'

/** One fault, done to the real program. */
export interface Scenario {
  readonly title: string
  /** One of those that tell most, run with every change. */
  readonly telling?: boolean
  /** Longest that it may take; 60 unless said otherwise. */
  readonly seconds?: number
  readonly run: (room: Room) => Promise<void>
}

/** Where a scenario happens: a folder of its own, and the programs it started. */
export class Room {
  readonly folder: string
  readonly #programs: Program[] = []
  readonly #cleanups: (() => unknown)[] = []

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'api-metrics-fault-'))
    chmodSync(this.folder, 0o777)
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  start(args: readonly string[], options?: ProgramOptions): Program {
    const program = new Program(args, options)
    this.#programs.push(program)
    return program
  }

  async watch(args: readonly string[], options?: ProgramOptions): Promise<Watch> {
    const watch = new Watch(this.folder, args, options)
    this.#programs.push(watch)
    return watch.ready()
  }

  /** Done at the end, whatever happened. */
  later(cleanup: () => unknown): void {
    this.#cleanups.push(cleanup)
  }

  async leave(): Promise<void> {
    for (const program of this.#programs) if (program.isRunning) program.kill('SIGKILL')
    for (const cleanup of this.#cleanups) await cleanup()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export function expectLines(report: Report, expected: Expected): void {
  expect(faultsOf(report, expected)).toEqual([])
}
