import { availableParallelism } from 'node:os'
import { SHARE_ENV, Worker } from 'node:worker_threads'
import { AppError } from '../model/index.ts'
import type { SpanJob, SpanResult } from './span-reader.ts'
import type { SpanOrder } from './span-worker.ts'

/** Below this, starting a thread takes longer than reading. */
const leastPartBytes = 16 * 1024 * 1024
const mostThreads = 16

export interface ThreadOptions {
  /** Threads to read with; default: all cores. */
  readonly threads?: number
  /** A thread gets at least so many bytes. */
  readonly partBytes?: number
}

/** How many threads are worth having for so many bytes, this one included. */
export function threadsFor(
  bytes: number,
  { threads = availableParallelism(), partBytes = leastPartBytes }: ThreadOptions = {},
): number {
  return Math.max(1, Math.min(threads, mostThreads, Math.floor(bytes / partBytes)))
}

/**
 * Threads that read spans beside this one. They take 60 ms to be ready: start them before what they read is known,
 * and before everything is loaded that finds it out.
 */
export class ReadingThreads {
  readonly #idle: Worker[] = []
  readonly #all: Worker[] = []

  constructor(threads: number) {
    for (let i = 0; i < threads; i++) this.#idle.push(this.#start())
  }

  /** @param kernel of `compiledKernel`. Rejects with what went wrong in the thread. */
  run(job: SpanJob, kernel: object | null): Promise<SpanResult> {
    const worker = this.#idle.pop() ?? this.#start()
    return new Promise((resolve, reject) => {
      const onError = (error: Partial<AppError> & Error): void => {
        const { message, place, hint } = error
        reject(place === undefined ? error : new AppError(message, { place, ...(hint && { hint }) }))
      }
      const onExit = (code: number): void => reject(new Error(`a reading thread ended with ${code}`))
      worker.once('error', onError)
      worker.once('exit', onExit)
      worker.once('message', (result: SpanResult) => {
        worker.off('error', onError)
        worker.off('exit', onExit)
        this.#idle.push(worker)
        resolve(result)
      })
      const order: SpanOrder = { job, kernel }
      worker.postMessage(order)
    })
  }

  /** Those that have nothing to do end by themselves, beside what is done next: to wait for them took 8 ms. */
  dismiss(): void {
    for (const worker of this.#idle.splice(0)) worker.postMessage(null)
  }

  close(): void {
    for (const worker of this.#all) void worker.terminate()
  }

  #start(): Worker {
    const worker = new Worker(new URL('./span-worker.js', import.meta.url), {
      env: SHARE_ENV,
      // A young generation of the usual size is 30 MB more for the same time.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    })
    // Until it has a job, what befalls it is nobody's business: the job will fail.
    worker.on('error', () => {})
    this.#all.push(worker)
    return worker
  }
}
