import { AlertBoard, type AlertEvent, type Measurement } from '../alert/index.ts'
import {
  type Channel,
  Delivery,
  type DeliveryOptions,
  type KeptAlerts,
  readKept,
  writeKept,
} from '../alert/notify/index.ts'
import type { AlertsView, Clock } from '../model/index.ts'
import type { AlertRule } from '../query/index.ts'

export interface Receiver {
  /** The same in the next process: under it lies what could not be delivered. */
  readonly key: string
  readonly channel: Channel
}

export interface AlertWatchOptions {
  readonly rules: readonly AlertRule[]
  readonly receivers: readonly Receiver[]
  readonly cooldownSeconds: number
  readonly host: string
  readonly clock: Clock
  /** The figures of the last so many seconds. */
  measure(windowSeconds: number): Measurement
  /** The file that outlives the process; `null`: nothing is kept. */
  readonly file: string | null
  readonly onEvent: (event: AlertEvent) => void
  /** For people: what could not be delivered or kept. */
  readonly onTrouble: (message: string) => void
  readonly delivery?: Omit<DeliveryOptions, 'onTrouble' | 'onChange'>
}

const recentSeconds = 60
const longerSeconds = 300
const everyMilliseconds = 1000

/** Looks at the alerts once a second, has their messages delivered, and remembers across restarts how they stand. */
export class AlertWatch {
  readonly #options: AlertWatchOptions
  readonly #board: AlertBoard
  readonly #deliveries: ReadonlyMap<string, Delivery>
  readonly #timer: NodeJS.Timeout
  readonly #begun: number
  #shown = ''
  #dirty = false
  #saving: Promise<void> | null = null
  #cannotSave = false

  static async open(options: AlertWatchOptions): Promise<AlertWatch> {
    return new AlertWatch(options, await keptIn(options))
  }

  private constructor(options: AlertWatchOptions, { states, undelivered }: KeptAlerts) {
    this.#options = options
    const { rules, receivers, cooldownSeconds, host, clock } = options
    this.#begun = clock.now()
    this.#board = new AlertBoard({ rules, cooldownSeconds, host, states, now: this.#begun })
    this.#deliveries = new Map(receivers.map(({ key, channel }) => [key, this.#deliveryTo(channel)]))
    for (const [key, delivery] of this.#deliveries)
      for (const event of undelivered.get(key) ?? []) delivery.push(event)
    this.#timer = setInterval(() => this.look(), everyMilliseconds)
  }

  #deliveryTo(channel: Channel): Delivery {
    return new Delivery(channel, {
      ...this.#options.delivery,
      onTrouble: ({ name }, reason, lost) =>
        this.#options.onTrouble(
          lost > 0 ? `${name}: a message is lost: ${reason}` : `${name}: ${reason}; it is tried again`,
        ),
      onChange: () => this.#save(),
    })
  }

  look(): void {
    const { clock, measure, onEvent } = this.#options
    let longer: Measurement | null = null
    const now = clock.now()
    const events = this.#board.look({
      now,
      incomplete: now - this.#begun < recentSeconds,
      recent: measure(recentSeconds),
      // Seldom needed, and not for nothing.
      get longer() {
        longer ??= measure(longerSeconds)
        return longer
      },
    })
    for (const event of events) {
      onEvent(event)
      for (const delivery of this.#deliveries.values()) delivery.push(event)
    }
    const shown = JSON.stringify(this.#board.statuses.map(({ text, phase }) => [text, phase]))
    if (shown === this.#shown && events.length === 0) return
    this.#shown = shown
    this.#save()
  }

  get view(): AlertsView {
    const deliveries = [...this.#deliveries.values()]
    return {
      alerts: this.#board.statuses,
      waiting: deliveries.reduce((sum, { waiting }) => sum + waiting.length, 0),
      lost: deliveries.reduce((sum, { lost }) => sum + lost, 0),
    }
  }

  /** Nothing waits to be delivered, and what is kept is on the disk. */
  async settled(): Promise<void> {
    await Promise.all([...this.#deliveries.values()].map(delivery => delivery.settled()))
    await this.#saving
  }

  /** Gives messages that are on their way so many seconds; the rest is delivered by the next process. */
  async close(graceSeconds: number): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all([...this.#deliveries.values()].map(delivery => delivery.close(graceSeconds)))
    await this.#saving
    this.#save()
    await this.#saving
  }

  /** One write at a time, and the newest state last. */
  #save(): void {
    this.#dirty = true
    if (this.#options.file === null) return
    this.#saving ??= this.#write(this.#options.file).finally(() => {
      this.#saving = null
    })
  }

  async #write(file: string): Promise<void> {
    while (this.#dirty) {
      this.#dirty = false
      const undelivered = new Map([...this.#deliveries].map(([key, { waiting }]) => [key, waiting]))
      try {
        await writeKept(file, { states: this.#board.states, undelivered })
        this.#cannotSave = false
      } catch (error) {
        if (!this.#cannotSave)
          this.#options.onTrouble(`alerts are not remembered in ${file}: ${(error as Error).message}`)
        this.#cannotSave = true
      }
    }
  }
}

async function keptIn({ file, onTrouble }: AlertWatchOptions): Promise<KeptAlerts> {
  const nothing: KeptAlerts = { states: new Map(), undelivered: new Map() }
  if (file === null) return nothing
  try {
    return await readKept(file)
  } catch (error) {
    onTrouble(`alerts begin anew, ${file} cannot be read: ${(error as Error).message}`)
    return nothing
  }
}
