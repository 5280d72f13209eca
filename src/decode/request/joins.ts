import type { Row } from '../row.ts'

/** One of the two lines of a request, waiting for the other. Plain data. */
export interface Half {
  /** Process and request id. */
  readonly key: string
  /** A duration here is in seconds, whatever its key: halves leave the decoder only when units are settled. */
  readonly row: Row
  /** It can be nothing but the end of a request. */
  readonly isResponse: boolean
  /** Bytes of the line, where lines are kept. */
  readonly line: Uint8Array | null
  /** Clock time at which it was read: nothing waits for ever. */
  readonly readAt: number
}

export interface Halves {
  readonly starts: readonly Half[]
  readonly completions: readonly Half[]
}

const capacity = 10_000
const patienceSeconds = 60

/** First lines and second lines of requests that are logged in two, matched by process and request id. */
export class Joins {
  readonly #starts = new Map<string, Half>()
  readonly #completions = new Map<string, Half>()
  /** Pairs were found in this source: a completion left alone is a request of which one half is missing. */
  established: boolean

  /** First lines are kept. Where second lines say it all, nobody wants them, whatever else the app logs. */
  wanted: boolean

  constructor(established: boolean, wanted: boolean) {
    this.established = established
    this.wanted = wanted
  }

  get waiting(): number {
    return this.#starts.size + this.#completions.size
  }

  get startsWait(): boolean {
    return this.#starts.size > 0
  }

  /** Takes the half that fits, if it has come already. */
  takeStart(key: string): Half | null {
    return take(this.#starts, key)
  }

  takeCompletion(key: string): Half | null {
    return take(this.#completions, key)
  }

  /** Units and format are decided: first lines that were of no use so far will be of none. */
  settle(): void {
    if (this.established) return
    this.wanted = false
    this.#starts.clear()
  }

  holdStart(half: Half): void {
    if (!this.wanted) return
    this.#starts.delete(half.key)
    this.#starts.set(half.key, half)
    if (this.#starts.size > capacity) this.#starts.delete(first(this.#starts).key)
  }

  /** @returns the half that has to go to make room, as one that will not find its other */
  holdCompletion(half: Half): Half | null {
    const displaced = take(this.#completions, half.key)
    this.#completions.set(half.key, half)
    if (displaced !== null) return displaced
    return this.#completions.size > capacity ? take(this.#completions, first(this.#completions).key) : null
  }

  /** Completions that have waited too long at `now`; all of them when `now` is infinite. */
  takeOverdue(now: number): Half[] {
    const overdue: Half[] = []
    for (const half of this.#completions.values()) {
      if (now - half.readAt < patienceSeconds) break
      overdue.push(half)
    }
    for (const { key } of overdue) this.#completions.delete(key)
    return overdue
  }

  all(): Halves {
    return { starts: [...this.#starts.values()], completions: [...this.#completions.values()] }
  }

  clear(): void {
    this.#starts.clear()
    this.#completions.clear()
  }
}

function take(halves: Map<string, Half>, key: string): Half | null {
  const half = halves.get(key)
  if (half === undefined) return null
  halves.delete(key)
  return half
}

function first(halves: Map<string, Half>): Half {
  return halves.values().next().value!
}

/** The second line, with what only the first one said. */
export function joinRows(start: Row, completion: Row): Row {
  return {
    ...completion,
    method: completion.method ?? start.method,
    endpoint: completion.endpoint ?? start.endpoint,
    route: completion.route ?? start.route,
    client: completion.client ?? start.client,
    userAgent: completion.userAgent ?? start.userAgent,
    errorMessage: completion.errorMessage ?? start.errorMessage,
    extra: completion.extra.map((value, i) => value ?? start.extra[i] ?? null),
  }
}

/** Whether the first line says something that the second does not. */
export function completes(start: Row, second: Row): boolean {
  return (
    (second.method === null && start.method !== null) ||
    (second.endpoint === null && start.endpoint !== null) ||
    (second.client === null && start.client !== null) ||
    (second.userAgent === null && start.userAgent !== null) ||
    (second.route === null && start.route !== null)
  )
}

/** Half of a source whose units are settled: its duration in seconds. */
export function inSeconds(half: Half): Half {
  const { row } = half
  return row.unit === null
    ? half
    : { ...half, row: { ...row, duration: row.duration / row.unit.perSecond, unit: null } }
}
