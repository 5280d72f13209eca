/** Canonical fields of a request record; the names of the native format in camelCase. */
export const fieldNames = [
  'timestamp',
  'endpoint',
  'method',
  'status',
  'duration',
  'client',
  'userAgent',
  'cache',
  'errorMessage',
  'route',
] as const
export type FieldName = (typeof fieldNames)[number]

export type DurationUnit = 's' | 'ms' | 'us' | 'ns'

/** How a canonical field was found in one source. */
export interface FieldDescription {
  /** Dotted path in the record: `req.url`. */
  readonly path: string
  /** Of durations and numeric timestamps. */
  readonly unit?: string
  /** Why this unit: "known key of nginx", "p50 would be 4 h in seconds" … */
  readonly why?: string
  /** False when the values alone could not settle the unit; `flag` then does. */
  readonly certain?: boolean
  /** The flag that settles it: `--unit duration=ms`. */
  readonly flag?: string
}

/** What was recognised in a source. */
export interface SourceFormat {
  /** `native`, `caddy`, `nginx`, `pino-http`, …; `generic` by rules alone; `null` before the first record. */
  readonly name: string | null
  /** 0–1: share of sampled candidate lines that gave a request. */
  readonly confidence: number
  readonly fields: Readonly<Partial<Record<FieldName, FieldDescription>>>
  /** Wrappers taken off: `docker`, `cri`, `syslog` … */
  readonly wrappers: readonly string[]
  /** Things the reader should know: "no timestamps: arrival time is used". One sentence each. */
  readonly notes: readonly string[]
}

export type SourceKind = 'file' | 'stdin' | 'tcp' | 'unix' | 'http' | 'history' | 'library'

export interface SourceState {
  readonly name: string
  readonly kind: SourceKind
  readonly format: SourceFormat
  readonly state: 'waiting' | 'reading' | 'following' | 'ended' | 'failed'
  /** Why it waits or failed: "does not exist yet". */
  readonly message: string | null
  readonly rotations: number
  readonly truncations: number
  readonly gapBytes: number
  /** Bytes known to be written and not read yet; `null` where nobody can know. */
  readonly lagBytes: number | null
}

/** A source of which nothing but this is known, or to which nothing happened. */
export function undisturbed(source: Pick<SourceState, 'name' | 'kind' | 'format' | 'state'>): SourceState {
  return { ...source, message: null, rotations: 0, truncations: 0, gapBytes: 0, lagBytes: null }
}

/** A source as history or a fleet knows it: its name. */
export function recordedSource(name: string, state: 'following' | 'ended'): SourceState {
  const format = { name: null, confidence: 0, fields: {}, wrappers: [], notes: [] }
  return undisturbed({ name, kind: 'history', format, state })
}
