const octaves = { first: -10, last: 6 }

/**
 * Upper edges of the buckets in which durations are counted for other tools, seconds: powers of two from 0.98 ms
 * to 64 s, each an edge of the sketch too; what is above the last one is counted beyond.
 */
export const durationEdges: readonly number[] = Array.from(
  { length: octaves.last - octaves.first + 1 },
  (_, i) => 2 ** (octaves.first + i),
)

/** Where in `durationEdges` a sketch bucket belongs; `durationEdges.length`: above all of them. */
export function edgeOfBucket(bucket: number): number {
  const octave = Math.ceil((bucket + 1) / 32) - octaves.first
  return Math.min(Math.max(0, octave), durationEdges.length)
}

/** Requests of one endpoint with one status since the start. No number in it ever falls. */
export interface RequestCounter {
  /** `null` for garbage requests and for `(other)`. */
  readonly method: string | null
  readonly endpoint: string
  /** 0 = unknown. */
  readonly status: number
  readonly requests: number
  readonly cacheHits: number
  readonly cacheMisses: number
  /** Of those with a duration: their sum in seconds, and how many lie up to each of `durationEdges` and beyond. */
  readonly durationSum: number
  readonly durations: readonly number[]
}
