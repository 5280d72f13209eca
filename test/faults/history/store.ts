import type { Report } from '../harness/oracle.ts'
import { exact, run } from '../harness/program.ts'
import type { Room } from '../harness/scenario.ts'

/** A history of its own, and the program as it is used on it. */
export class Store {
  readonly path: string
  readonly #room: Room

  constructor(room: Room, name = 'state/history.db') {
    this.#room = room
    this.path = room.path(name)
  }

  collect(logs: readonly string[], ...options: readonly string[]) {
    const own = ['--no-system', '--from', 'start', '--store', this.path]
    return this.#room.start(['collect', ...logs, ...exact, ...own, ...options])
  }

  async status(): Promise<string> {
    return (await run(['collect', '--status', '--store', this.path])).stdout
  }

  /** Everything there is, or `null` where there is nothing yet. */
  async report(): Promise<Report | null> {
    const { code, stdout, stderr } = await run([
      ...['report', '--format', 'json', '--since', '7d', '--store', this.path],
    ])
    if (code === 0) return JSON.parse(stdout) as Report
    if (/there is no history yet|nothing was recorded yet/.test(stderr)) return null
    throw new Error(`report ended with ${code}: ${stderr}`)
  }
}
