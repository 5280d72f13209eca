import { exchangeOf } from './middleware/observe.ts'
import { processAgent } from './process-agent.ts'
import type { CacheGauges } from './system/process-sampler.ts'

/**
 * Says that the request being served looked into a cache. Several lookups make one hit if all of them were hits.
 *
 * @param response the response it is for. Without it the request is followed through promises and callbacks, which
 * costs Node 20 about a tenth of a small server's throughput, and nothing measurable from Node 24 on.
 */
export function recordCache(hit: boolean, response?: object): void {
  const exchange = response == null ? processAgent()?.recorder.current() : exchangeOf(response)
  exchange?.recordCache(hit)
}

/** How the app's cache is doing: goes into this process's samples from now on. */
export function setCacheStats(stats: CacheGauges): void {
  processAgent()?.setCacheStats(stats)
}

export type { CacheGauges }
