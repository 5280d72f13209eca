import { hostname } from 'node:os'
import process from 'node:process'
import { isMainThread } from 'node:worker_threads'
import { hookHttp1 } from './hooks/http1.ts'
import { hookHttp2 } from './hooks/http2.ts'
import { jsonLine } from './record/ascii.ts'
import { MonotonicClock } from './record/monotonic-clock.ts'
import { Recorder } from './recorder.ts'
import { type CacheGauges, ProcessSampler } from './system/process-sampler.ts'
import { ServerWatch } from './system/server-watch.ts'
import type { Address } from './transport/address.ts'
import { openChannel } from './transport/channel.ts'
import { type Losses, Sender, type SenderOptions } from './transport/sender.ts'

export interface AgentOptions extends Partial<Omit<SenderOptions, 'open' | 'lossLine'>> {
  readonly address: Address
  /** Milliseconds between two samples of this process. */
  readonly sampleEvery?: number
  /** Milliseconds for one attempt to reach the collector. */
  readonly deadline?: number
  readonly warn: (message: string) => void
}

/**
 * 64 KiB is what a Unix socket takes three times over at once, some 400 records. 32,768 of them outlast the restart
 * of a collector at 10,000 requests a second. A fifth of a second is not seen on a screen that is drawn twice a
 * second, and a collector that is woken five times instead of eighty spends a fifth less.
 */
const defaults = {
  chunkBytes: 64 * 1024,
  enough: 4096,
  enoughForBlocks: 16_384,
  records: 32_768,
  textBytes: 4 * 1024 * 1024,
  delay: 200,
  pause: 100,
  longestPause: 5000,
}

/** Everything that watches one process: recorder, samples, and the way to the collector. */
export class Agent {
  readonly recorder: Recorder
  readonly #options: AgentOptions
  readonly #clock = new MonotonicClock()
  readonly #sender: Sender
  readonly #watch: ServerWatch
  readonly #closers: (() => void)[] = []
  #sampler: ProcessSampler | null = null
  #cache: CacheGauges = {}
  /** Servers whose responses are recorded; `null`: all of them. */
  #chosen: WeakSet<object> | null = new WeakSet<object>()
  #hooked = false

  constructor(options: AgentOptions) {
    this.#options = options
    const { address, warn, deadline = 2000 } = options
    this.#sender = new Sender({
      ...defaults,
      ...options,
      open: events => openChannel(address, { ...events, deadline, warn }),
      lossLine: losses => this.#lossLine(losses),
    })
    this.recorder = new Recorder(this.#sender, this.#clock, warn)
    this.#watch = new ServerWatch(() => this.#sample())
    const sendRest = () => this.#sender.sendRest()
    const finish = () => this.#sender.finish()
    process.once('exit', sendRest).once('beforeExit', finish)
    this.#closers.push(() => process.off('exit', sendRest).off('beforeExit', finish))
  }

  get losses(): Losses {
    return this.#sender.losses
  }

  /** Records every response of every HTTP server in this process. */
  recordAll(): void {
    this.#chosen = null
    this.#hook()
  }

  /** Records every response of this server. */
  recordServer(server: object): void {
    this.#chosen?.add(server)
    this.#hook()
  }

  setCacheStats(cache: CacheGauges): void {
    this.#cache = cache ?? {}
  }

  close(): void {
    for (const close of this.#closers) close()
    this.#watch.close()
    this.#sampler?.close()
    this.#sender.close()
  }

  #hook(): void {
    if (this.#hooked) return
    this.#hooked = true
    const chosen = () => this.#chosen
    this.#closers.push(hookHttp1(this.recorder, chosen), hookHttp2(this.recorder, chosen))
  }

  /** Begins with the first server: the processes around it, a package manager's say, are nobody's API. */
  #sample(): void {
    if (this.#sampler !== null || !isMainThread) return
    const sampler = new ProcessSampler(() => this.#watch.connections)
    this.#sampler = sampler
    const takeSample = this.recorder.guard(() =>
      this.#sender.addSample(sampler.line(this.#seconds(), this.#cache)),
    )
    const { sampleEvery = 5000 } = this.#options
    // The first comes sooner, so that whoever looks need not wait.
    const first = setTimeout(takeSample, sampleEvery / 5).unref()
    const timer = setInterval(takeSample, sampleEvery).unref()
    this.#closers.push(() => {
      clearTimeout(first)
      clearInterval(timer)
    })
  }

  #seconds(): number {
    return this.#clock.milliseconds(performance.now()) / 1000
  }

  #lossLine({ dropped, doubtful }: Losses): string {
    return jsonLine({
      timestamp: this.#seconds(),
      host: hostname(),
      pid: process.pid,
      dropped_requests: dropped,
      doubtful_requests: doubtful,
    })
  }
}
