import { createRequire } from 'node:module'
import { join } from 'node:path'
import { examples } from './example.ts'

interface Options {
  readonly url: string
  readonly connections: number
  readonly amount?: number
  readonly duration?: number
  readonly pipelining?: number
  readonly overallRate?: number
  readonly requests?: readonly { readonly path: string }[]
}
interface Result {
  readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>
}
interface Instance extends PromiseLike<Result> {
  on(event: 'response', listener: (client: unknown, status: number, bytes: number, ms: number) => void): void
}
const autocannon: (options: Options, done: (error: Error | null, result: Result) => void) => Instance =
  createRequire(join(examples, 'package.json'))('autocannon')

export interface Load {
  /** By status code, as the generator counted them. */
  readonly statuses: Readonly<Record<string, number>>
  readonly total: number
  /** Median, seconds, exact. */
  readonly median: number
}

/** Loads a server and says what the generator saw. */
export function load(options: Options): Promise<Load> {
  return new Promise((resolve, reject) => {
    const latencies: number[] = []
    const instance = autocannon(options, (error, result) => {
      if (error !== null) return reject(error)
      const statuses = Object.fromEntries(
        Object.entries(result.statusCodeStats).map(([code, { count }]) => [code, count]),
      )
      latencies.sort((a, b) => a - b)
      const median = latencies[Math.ceil(latencies.length / 2) - 1]! / 1000
      resolve({ statuses, total: latencies.length, median })
    })
    instance.on('response', (_client, _status, _bytes, ms) => latencies.push(ms))
  })
}
