import {
  type Clock,
  type DurationUnit,
  type FieldName,
  fieldNames,
  type TallyGuide,
  usageError,
} from '../model/index.ts'
import { nearest } from '../text/index.ts'
import type { BatchPool } from './batch-pool.ts'
import type { DecodePlan } from './plan.ts'

/** One entry of `--map`: this path of the log, and only this, is the field. */
export interface FieldOverride {
  readonly field: FieldName
  readonly path: string
  readonly unit?: DurationUnit
}

export type UnitOverrides = Partial<Record<FieldName, DurationUnit>>

export interface DecodeOptions {
  /** Number of the source, written into every batch. */
  readonly source: number
  /** Gives arrival times. */
  readonly clock: Clock
  /** `auto` (default) or a name of `listFormats()`. */
  readonly logFormat?: string | undefined
  readonly map?: readonly FieldOverride[] | undefined
  readonly units?: UnitOverrides | undefined
  /** IANA zone of times that do not name one; default the process's own. */
  readonly zone?: string | undefined
  /** Longer lines are discarded whole and counted. Default 1 MiB. */
  readonly maxLineBytes?: number | undefined
  /** Deeper records are rejected. Default 64. */
  readonly maxDepth?: number | undefined
  /** Default 16384. */
  readonly maxBatchRows?: number | undefined
  /** Paths in the log, for `RequestBatch.extra`. */
  readonly extraFields?: readonly string[] | undefined
  /** Which of the columns that not everybody reads are filled; default all of them. The others say "not given". */
  readonly columns?: readonly OptionalColumn[] | undefined
  /** The WebAssembly kernel: from some volume on, at once, or not at all. It changes nothing but the speed. */
  readonly kernel?: 'auto' | 'always' | 'off' | undefined
  /** Fills `RequestBatch.line`. */
  readonly keepLines?: boolean | undefined
  /**
   * Requests may be counted instead of standing in rows (`RequestBatch.tallies`), as far as it says. Needs the
   * kernel, and no extra fields; otherwise all are rows.
   */
  readonly tally?: TallyGuide | undefined
  /** Rejects single events more than 5 min ahead of the clock; a source that is wholly ahead is kept and noted. */
  readonly rejectFuture?: boolean | undefined
  /** Memory for batches, to which whoever has read one gives it back; without it, each has its own. */
  readonly pool?: BatchPool | undefined
  /** From `detect()`: nothing is guessed any more. */
  readonly plan?: DecodePlan | undefined
}

export const allColumns = ['client', 'userAgent', 'errorMessage'] as const
export type OptionalColumn = (typeof allColumns)[number]

export const defaults = { maxLineBytes: 1_048_576, maxDepth: 64, maxBatchRows: 16_384 } as const

/** Other spellings that people try. */
const synonyms: Readonly<Record<string, FieldName>> = {
  time: 'timestamp',
  ts: 'timestamp',
  path: 'endpoint',
  url: 'endpoint',
  uri: 'endpoint',
  verb: 'method',
  status_code: 'status',
  statuscode: 'status',
  code: 'status',
  latency: 'duration',
  response_time: 'duration',
  responsetime: 'duration',
  ip: 'client',
  client_ip: 'client',
  clientip: 'client',
  user_agent: 'userAgent',
  useragent: 'userAgent',
  cache_hit: 'cache',
  cachehit: 'cache',
  error: 'errorMessage',
  error_message: 'errorMessage',
  errormessage: 'errorMessage',
}

const unitNames: Readonly<Record<string, DurationUnit>> = {
  s: 's',
  ms: 'ms',
  us: 'us',
  µs: 'us',
  μs: 'us',
  ns: 'ns',
}

/**
 * `endpoint=req.url,duration=took:ms,status=res.code`. Throws a usage error that names the entry and, for an
 * unknown field, the nearest known one.
 */
export function parseFieldMap(text: string): FieldOverride[] {
  const seen = new Set<FieldName>()
  return entries(text, '--map').map(entry => {
    const equals = entry.indexOf('=')
    if (equals < 0) throw mapError(`"${entry}" has no "="`, text)
    const field = fieldNamed(entry.slice(0, equals).trim(), text, '--map')
    const { path, unit } = splitUnit(entry.slice(equals + 1).trim())
    if (path === '') throw mapError(`no path for ${field}`, text)
    if (unit !== null && field !== 'duration' && field !== 'timestamp')
      throw mapError(`${field} has no unit`, text)
    if (seen.has(field)) throw mapError(`${field} is mapped twice`, text)
    seen.add(field)
    return unit === null ? { field, path } : { field, path, unit }
  })
}

/** `duration=ms,timestamp=s`. Throws a usage error. */
export function parseUnits(text: string): UnitOverrides {
  const units: UnitOverrides = {}
  for (const entry of entries(text, '--unit')) {
    const equals = entry.indexOf('=')
    const field = fieldNamed(equals < 0 ? 'duration' : entry.slice(0, equals).trim(), text, '--unit')
    const unit = unitNames[entry.slice(equals + 1).trim()]
    const place = `--unit ${text}`
    if (unit === undefined)
      throw usageError(`unknown unit in "${entry}"`, { place, hint: 'units are s, ms, us and ns' })
    if (field !== 'duration' && field !== 'timestamp')
      throw usageError(`${field} has no unit`, {
        place,
        hint: 'write --unit duration=ms or --unit timestamp=s',
      })
    units[field] = unit
  }
  return units
}

function entries(text: string, option: string): string[] {
  const parts = text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
  if (parts.length === 0) throw usageError(`${option} is empty`, { place: option, hint: example(option) })
  return parts
}

function example(option: string): string {
  return option === '--map'
    ? "write --map 'endpoint=req.url,duration=took:ms,status=res.code'"
    : 'write --unit duration=ms'
}

function mapError(message: string, text: string): Error {
  return usageError(message, { place: `--map ${text}`, hint: example('--map') })
}

function fieldNamed(name: string, text: string, option: string): FieldName {
  const known = fieldNames.find(field => field === name)
  const squashed = name.toLowerCase().replace(/[-_\s]/g, '')
  const field =
    known ??
    fieldNames.find(candidate => candidate.toLowerCase() === squashed) ??
    synonyms[name.toLowerCase()] ??
    synonyms[squashed]
  if (field !== undefined) return field
  const near = nearest(name, [...fieldNames, ...Object.keys(synonyms)])
  throw usageError(`unknown field "${name}"`, {
    place: `${option} ${text}`,
    hint: near === null ? `fields are ${fieldNames.join(', ')}` : `did you mean ${synonyms[near] ?? near}?`,
  })
}

/** A unit is what follows the last colon, if it is one: paths may hold colons themselves. */
function splitUnit(text: string): { path: string; unit: DurationUnit | null } {
  const colon = text.lastIndexOf(':')
  const unit = colon < 0 ? undefined : unitNames[text.slice(colon + 1).trim()]
  return unit === undefined ? { path: text, unit: null } : { path: text.slice(0, colon).trim(), unit }
}
