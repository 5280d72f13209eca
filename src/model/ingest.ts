/** Valid or harmless lines that are not requests. */
export interface IgnoredCounts {
  blank: number
  /** Valid JSON, but something else: an application log line, say. */
  notRequest: number
  /** Parts of a joined record beyond the first. */
  joined: number
  duplicate: number
}

/** Lines that should have been records and could not be used. */
export interface RejectedCounts {
  notJson: number
  notObject: number
  tooLong: number
  tooDeep: number
  /** Looked like a request, but its status or timestamp was unusable. */
  badField: number
  future: number
}

/**
 * Where every byte and line went. `lines = requests + systemSamples + Σ ignored + Σ rejected`, and
 * `requests = requests in the totals + outsideWindow + filtered + Σ dropped`. A line that holds several
 * records counts as that many.
 */
export interface IngestCounters {
  bytes: number
  lines: number
  requests: number
  systemSamples: number
  readonly ignored: IgnoredCounts
  readonly rejected: RejectedCounts
  /** Requests lost on purpose, by reason. */
  readonly dropped: Record<string, number>
  /** Requests read from lines that are not valid JSON. */
  salvaged: number
  outsideWindow: number
  filtered: number
  /** Requests counted under `(other)`. */
  folded: number
  /** Older than the oldest live bucket; in cumulative totals all the same. */
  late: number
  /** Bytes known to be lost: truncated before they were read, deleted unread. */
  gapBytes: number
  /** Bytes of a last line that had no newline and was not whole. */
  partialBytes: number
  /** Bytes jumped over because they lie before the window. */
  skippedBytes: number
}

export function emptyIngest(): IngestCounters {
  return {
    bytes: 0,
    lines: 0,
    requests: 0,
    systemSamples: 0,
    ignored: { blank: 0, notRequest: 0, joined: 0, duplicate: 0 },
    rejected: { notJson: 0, notObject: 0, tooLong: 0, tooDeep: 0, badField: 0, future: 0 },
    dropped: {},
    salvaged: 0,
    outsideWindow: 0,
    filtered: 0,
    folded: 0,
    late: 0,
    gapBytes: 0,
    partialBytes: 0,
    skippedBytes: 0,
  }
}

/** Adds `delta` to `total` in place. */
export function addIngest(total: IngestCounters, delta: IngestCounters): void {
  addNumbers(total as unknown as Record<string, unknown>, delta as unknown as Record<string, unknown>)
}

function addNumbers(total: Record<string, unknown>, delta: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(delta)) {
    if (typeof value === 'number') total[key] = ((total[key] as number | undefined) ?? 0) + value
    else addNumbers(total[key] as Record<string, unknown>, value as Record<string, unknown>)
  }
}

export function sumCounts(counts: object): number {
  let sum = 0
  for (const value of Object.values(counts)) sum += value as number
  return sum
}
