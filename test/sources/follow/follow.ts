import type { Source, SourceEvent, SourcePosition } from '../../../src/model/index.ts'
import {
  FollowGroup,
  type FollowOptions,
  type FollowTiming,
  openFollower,
} from '../../../src/sources/index.ts'
import { type Heard, listen } from '../support.ts'

/** A follower whose events are taken as they come; `until` resolves when they satisfy a condition. */
export class Following {
  readonly source: Source
  text = ''
  readonly events: SourceEvent[] = []
  position: SourcePosition | undefined
  readonly #ended: Promise<Heard>
  readonly #checks = new Set<() => void>()

  constructor(path: string, options: Partial<FollowOptions> & { timing?: Partial<FollowTiming> } = {}) {
    const { timing, ...rest } = options
    this.source = openFollower(path, {
      from: 'start',
      group: new FollowGroup({ timing: { missing: 0.1, ...timing } }),
      ...rest,
    })
    this.#ended = listen(this.source, heard => {
      this.text = heard.text
      const event = heard.events.at(-1)!
      this.events.push(event)
      if (event.type === 'data') this.position = event.position
      for (const check of this.#checks) check()
      return false
    })
  }

  async until(condition: (following: this) => boolean): Promise<void> {
    if (condition(this)) return
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`waited in vain; heard ${this.summary()}`)), 10_000)
      const check = (): void => {
        if (!condition(this)) return
        clearTimeout(timer)
        this.#checks.delete(check)
        resolve()
      }
      this.#checks.add(check)
    })
  }

  /** Until line `i` was heard. */
  line(i: number): Promise<void> {
    return this.until(({ text }) => text.includes(`{"i":${i},`))
  }

  state(state: string): Promise<void> {
    return this.until(({ events }) => {
      const last = events.findLast(event => event.type === 'state')
      return last?.type === 'state' && last.state === state
    })
  }

  count(reason: string): number {
    return this.events.filter(event => event.type === 'boundary' && event.reason === reason).length
  }

  get gapBytes(): number {
    return this.events.reduce((sum, event) => sum + (event.type === 'gap' ? event.bytes : 0), 0)
  }

  summary(): string {
    return this.events
      .map(event =>
        event.type === 'data' ? `data ${event.bytes.length}` : JSON.stringify(event).slice(0, 120),
      )
      .slice(-20)
      .join('; ')
  }

  async end(): Promise<void> {
    await this.source.close()
    await this.#ended
  }
}
