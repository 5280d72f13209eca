import type { AlertStatus } from '../model/index.ts'
import type { AlertRule } from '../query/index.ts'
import { type AlertEvent, alertEvent } from './event.ts'
import { type Look, read } from './reading.ts'
import { type AlertState, initialAlert, stepAlert } from './state.ts'

export interface BoardOptions {
  readonly rules: readonly AlertRule[]
  /** Between two messages of the same kind about the same alert, seconds. */
  readonly cooldownSeconds: number
  readonly host: string
  /** By the text of the rule: how they stood when the last process ended. */
  readonly states?: ReadonlyMap<string, AlertState>
  readonly now: number
}

/** All alerts of a process. No clock, no I/O: looks go in, messages come out. */
export class AlertBoard {
  readonly #options: BoardOptions
  readonly #states: Map<string, AlertState>

  constructor(options: BoardOptions) {
    this.#options = options
    this.#states = new Map(
      options.rules.map(({ text }) => [text, options.states?.get(text) ?? initialAlert(options.now)]),
    )
  }

  look(look: Look): AlertEvent[] {
    const { now } = look
    const { rules, cooldownSeconds, host } = this.#options
    return rules.flatMap(rule => {
      const { state, message } = stepAlert(this.#states.get(rule.text)!, read(rule, look), now, {
        holdSeconds: rule.holdSeconds,
        cooldownSeconds,
      })
      this.#states.set(rule.text, state)
      return message === null
        ? []
        : [alertEvent({ rule, state, message, health: look.longer.health, host, now })]
    })
  }

  /** By the text of the rule: what the next process has to know. */
  get states(): ReadonlyMap<string, AlertState> {
    return this.#states
  }

  get statuses(): AlertStatus[] {
    return this.#options.rules.map(({ text, threshold }) => {
      const { phase, since, actual } = this.#states.get(text)!
      return { text, phase, since, actual, unit: threshold.condition.figure.unit }
    })
  }
}
