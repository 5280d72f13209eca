import { AppError } from '../../model/index.ts'
import { saveSvg } from '../save/svg.ts'
import { saveText } from '../save/text.ts'
import { type Failure, initialState, type State } from '../state.ts'
import { createTheme } from '../theme/theme.ts'
import type { Effect, HostEffect, ViewRequest } from '../types.ts'
import { update } from '../update/index.ts'
import type { Message } from '../update/message.ts'
import { wantedEndpoint } from '../update/wanted.ts'
import { type Look, type Picture, view } from '../view/index.ts'
import { Donuts } from './donut.ts'
import { failureOf } from './failure.ts'
import type { Dashboard, DashboardOptions } from './host.ts'
import { Terminal } from './terminal.ts'

export type { Dashboard, DashboardHost, DashboardOptions } from './host.ts'

const requestsShown = 500

/** Takes over the terminal until the reader quits or `close` is called. */
export function openDashboard(options: DashboardOptions): Dashboard {
  return new Running(options)
}

class Running implements Dashboard {
  readonly done: Promise<void>
  readonly #options: DashboardOptions
  readonly #look: Look
  readonly #terminal: Terminal
  readonly #donuts: Donuts
  #state: State
  #finish: () => void = () => {}
  #fail: (error: unknown) => void = () => {}
  #timer: NodeJS.Timeout | undefined
  #scheduled = false
  #closed = false
  /** The request that is being answered, so that a slow host is not asked twice. */
  #asking: ViewRequest | null = null
  #records = ''

  constructor(options: DashboardOptions) {
    this.#options = options
    const { clock, utc, palette, colors, ascii, windowSeconds } = options
    this.#look = { theme: createTheme({ palette, colours: colors, ascii }), utc }
    this.done = new Promise((resolve, reject) => {
      this.#finish = resolve
      this.#fail = reject
    })
    this.#terminal = new Terminal(
      options.input,
      options.output,
      message => this.#receive(message),
      () => {
        if (!this.#closed) this.#perform({ type: 'quit' })
      },
    )
    const state = initialState({ size: this.#terminal.size, now: clock.now(), windowSeconds })
    this.#state = { ...state, request: { ...state.request, filter: options.filter ?? null } }
    this.#donuts = new Donuts(this.#terminal.screen)
    this.refresh()
    this.#schedule()
  }

  refresh(): void {
    if (this.#closed) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.refresh(), this.#options.refreshSeconds * 1000)
    this.#receive({ type: 'tick', now: this.#options.clock.now() })
    this.#observe(this.#state.request)
  }

  suspend(): void {
    clearTimeout(this.#timer)
    this.#terminal.suspend()
  }

  resume(): void {
    if (this.#closed) return
    this.#terminal.resume(this.#state.mouse)
    this.#receive({ type: 'resize', size: this.#terminal.size })
    this.refresh()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#timer)
    this.#terminal.close()
    this.#finish()
  }

  #receive(message: Message): void {
    if (this.#closed) return
    const { state, effects } = update(this.#state, message)
    const changed = state !== this.#state
    this.#state = state
    for (const effect of effects) this.#perform(effect)
    if (message.type !== 'requests' && changed) this.#fetchRequests(message.type === 'observed')
    if (changed || effects.length > 0) this.#schedule()
  }

  /** One frame for everything that happened in this turn of the loop. */
  #schedule(): void {
    if (this.#scheduled || this.#closed) return
    this.#scheduled = true
    if (this.#terminal.busy) this.#terminal.whenReady(() => setImmediate(() => this.#draw()))
    else setImmediate(() => this.#draw())
  }

  #draw(): void {
    this.#scheduled = false
    if (this.#closed) return
    try {
      this.#terminal.draw(this.#picture().surface)
    } catch (error) {
      this.#crash(error)
    }
  }

  #picture(): Picture {
    const picture = view(this.#state, this.#look)
    const { donuts, surface } = picture
    if (donuts.length > 0 && !donuts.every(place => this.#donuts.draw(surface, place, this.#look.theme))) {
      this.#donuts.load().then(
        () => this.#schedule(),
        error => this.#crash(error),
      )
    }
    return picture
  }

  #observe(request: ViewRequest): void {
    if (this.#asking === request) return
    this.#asking = request
    this.#answer(
      () => this.#options.host.observe(request),
      observation => this.#receive({ type: 'observed', request, observation }),
      failure => this.#receive({ type: 'observeFailed', request, failure }),
      () => {
        if (this.#asking === request) this.#asking = null
      },
    )
  }

  /** Takes an answer that may come at once, later, or as an error the reader can act on. */
  #answer<T>(
    ask: () => T | Promise<T>,
    good: (value: T) => void,
    bad: (failure: Failure) => void,
    settled: () => void = () => {},
  ): void {
    const refused = (error: unknown): void => {
      settled()
      if (error instanceof AppError) bad(failureOf(error))
      else this.#crash(error)
    }
    try {
      const answer = ask()
      if (answer instanceof Promise) {
        answer
          .then(value => {
            settled()
            good(value)
          })
          .catch(refused)
      } else {
        settled()
        good(answer)
      }
    } catch (error) {
      refused(error)
    }
  }

  #crash(error: unknown): void {
    if (this.#closed) return
    this.#fail(error)
    this.close()
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'observe':
        this.#observe(effect.request)
        break
      case 'explain':
        this.#explain(effect.from, effect.to)
        break
      case 'complete':
        this.#complete(effect.text, effect.cursor)
        break
      case 'mouse':
        this.#terminal.mouse(effect.on)
        break
      case 'redraw':
        this.#terminal.redraw()
        break
      case 'copy':
        this.#terminal.copy(effect.text)
        break
      case 'capture':
        this.#capture()
        break
      default:
        this.#tellHost(effect)
        if (effect.type === 'quit') this.close()
    }
  }

  #complete(text: string, cursor: number): void {
    const completion = this.#options.host.complete?.(text, cursor) ?? null
    this.#receive({ type: 'completed', text, completion })
  }

  #capture(): void {
    const { surface } = this.#picture()
    const { theme } = this.#look
    this.#tellHost({ type: 'save', svg: saveSvg(surface, theme.palette), text: saveText(surface) })
  }

  #tellHost(effect: HostEffect): void {
    this.#answer(
      () => this.#options.host.perform(effect),
      said => {
        if (said !== undefined) this.#receive({ type: 'notice', text: said })
      },
      failure => this.#receive({ type: 'notice', text: failure.message }),
    )
  }

  #explain(from: number, to: number): void {
    const { host } = this.#options
    this.#answer(
      () => host.explainSpike?.(from, to, this.#state.request) ?? null,
      explanation => {
        const failure =
          explanation === null ? { message: 'nothing is known about that time', hint: null } : null
        this.#receive({ type: 'explained', from, to, explanation, failure })
      },
      failure => this.#receive({ type: 'explained', from, to, explanation: null, failure }),
    )
  }

  /** Single requests of the endpoint on the screen: when it changes, and with every new view. */
  #fetchRequests(again: boolean): void {
    const wanted = wantedEndpoint(this.#state)
    if (wanted === null || (!again && wanted.key === this.#records)) return
    this.#records = wanted.key
    const records = this.#options.host.requestsOf?.(wanted.ref, requestsShown) ?? []
    this.#receive({ type: 'requests', key: wanted.key, records })
  }
}
