import type { DurationUnit } from '../../model/index.ts'
import { squash, tokensOf } from './names.ts'

/** What a key says about being a duration. */
export interface DurationKey {
  /** Lower wins. A value that names its own unit beats all of them. */
  readonly order: number
  /** Settled by the name itself (`duration_ms`); `null` when the values have to tell. */
  readonly unit: DurationUnit | null
}

/** Names in order of preference. A unit here is one that the name alone makes certain. */
const known: readonly (readonly [name: string, unit: DurationUnit | null])[] = [
  ['latency_human', null],
  ['event.duration', 'ns'],
  ['http.server.request.duration', 's'],
  ['http.server.duration', 'ms'],
  ['httpRequest.latency', null],
  ['latencies.request', 'ms'],
  ['EdgeTimeToFirstByteMs', 'ms'],
  ['request_timetaken', null],
  ['responseLatency', null],
  ['haproxy.time.ta', 'ms'],
  ['haproxy.time.tt', 'ms'],
  ['time.ta', 'ms'],
  ['time.tt', 'ms'],
  ['time_elapsed', null],
  ['elapsed_time', null],
  ['Elapsed', null],
  ['time_taken', null],
  ['request_time', null],
  ['duration', null],
  ['response_time', null],
  ['response.duration', null],
  ['request.duration', null],
  ['latency', null],
  // Apache's %D in a well-known idiom; elsewhere a process id: only beside a file name.
  ['process', null],
  ['Ta', 'ms'],
  ['Tt', 'ms'],
  ['turnAroundTimeMSec', 'ms'],
  // Apache Traffic Server
  ['ttms', 'ms'],
  // Rack's middleware, in seconds.
  ['x-runtime', 's'],
  // Hasura's http-log has no other.
  ['detail.operation.query_execution_time', 's'],
]

/** Of Python's loguru, how long the process has run; of Micrometer, how long many requests took. */
const never = new Set(['recordelapsed', 'recordelapsedseconds', 'measurementstotaltime'])

const knownOrder = new Map(known.map(([name], index) => [squash(name), index]))

/** A key made of these words alone, with at least one that speaks of time, is the time a request took. */
const about =
  'http https server request requests req response resp res reply total api call handler handling controller ' +
  'action process processing execution exec service served serve round trip overall full to client in of the ' +
  'access web route rack app gateway wall use handle run invocation server handler end e2e last byte ' +
  'human text str string formatted readable'
const timely =
  'duration latency elapsed took taken time dur runtime rt roundtrip responsetime requesttime timetaken ' +
  'durations latencies elapsedtime totaltime spent spend cost timing timings turnaround ttlb'
const units = new Map<string, DurationUnit>()
for (const [unit, names] of [
  ['ns', 'ns nano nanos nanosec nanosecs nanosecond nanoseconds nsec'],
  ['us', 'us µs μs usec usecs micro micros microsec microsecs microsecond microseconds'],
  ['ms', 'ms msec msecs milli millis millisec millisecs millisecond milliseconds'],
  ['s', 's sec secs second seconds'],
] as const) {
  for (const name of names.split(' ')) units.set(name, unit)
}
const aboutWords = new Set(about.split(' '))
const timelyWords = new Set(timely.split(' '))
/** Of those who count bytes; gunicorn's and Apache's `%D` is microseconds. */
const oneLetter = new Set(['d', 'D'])
/** Less than the whole, where a log has both: the turn-around is without the transfer, and so on. */
const inner = new Set(['turnaround', 'client', 'service'])
/** Of `time` alone only with a word beside it: a bare `time` is a timestamp. */
const needsCompany = new Set(['time', 'cost', 'spent', 'spend', 'timing', 'timings'])

const wholes = new Set(
  'total overall request req response resp processing execution roundtrip handler server wall e2e'.split(' '),
)

const fineness: Record<DurationUnit, number> = { ns: 0, us: 1, ms: 2, s: 3 }

/** Parts of a request's time, never the whole: a key under one of these is not ours. */
const partial =
  /^(upstream|origin|integration|backend|endpoint|proxy|kong|db|sql|redis|mongo|view|queue|wait|connect|dns|tls|ssl|timings?|gc|cpu|event_?loop|tries|route|service|consumer|retry|session|token|cache|client|user|job|task)/

/**
 * @param keys the path's keys as written
 * @returns `null` when the key does not speak of the time a request took
 */
export function durationKey(keys: readonly string[], depth: number): DurationKey | null {
  const parents = keys.slice(0, -1)
  if (never.has(squash(keys.slice(-2).join(''))) || never.has(squash(keys.slice(-3).join('')))) return null
  const byName = lookUp(keys)
  if (byName !== null) return place(byName.order, byName.unit, depth)
  const whole = /^total/i.test(keys.at(-1)!)
  if (parents.some(key => partial.test(key.toLowerCase()) && !(whole && /^timings?$/i.test(key)))) return null
  return fromWords(keys, depth)
}

function lookUp(keys: readonly string[]): { order: number; unit: DurationUnit | null } | null {
  const segments = keys.flatMap(key => key.split('.')).map(squash)
  for (let from = 0; from < segments.length; from++) {
    if (segments.slice(0, from).some(segment => partial.test(segment))) return null
    const order = knownOrder.get(segments.slice(from).join(''))
    if (order !== undefined) return { order, unit: known[order]![1] }
  }
  return null
}

function fromWords(keys: readonly string[], depth: number): DurationKey | null {
  const parts = keys.slice(-2).flatMap(key => key.split('.'))
  let tokens = tokensOf(parts.at(-1)!)
  if (isPartOfName(tokens) && parts.length > 1)
    tokens = [...tokensOf(parts.at(-2)!), ...tokens.filter(token => token !== 'value')]
  if (tokens.length === 1 && units.has(tokens[0]!)) return loneUnit(units.get(tokens[0]!)!, depth)
  const { words, unit } = splitUnit(tokens)
  const times = words.filter(word => timelyWords.has(word))
  if (tokens.length === 1 && depth === 0 && oneLetter.has(parts.at(-1)!))
    return { order: 60_000, unit: parts.at(-1) === 'D' ? 'us' : null }
  if (times.length === 0) return unit === null || unit === 's' ? null : wholeInUnit(words, unit, depth)
  const clear =
    words.every(word => timelyWords.has(word) || aboutWords.has(word)) || isNamedAfterRequest(words)
  if (!clear) return null
  const alone = words.length === 1 && needsCompany.has(words[0]!)
  if (alone && unit === null) return null
  // `end_time` is a point in time, `end_to_end` is not.
  if (words.includes('end') && !words.includes('to')) return null
  const within = words.some(word => inner.has(word)) && !words.includes('total')
  const isTotal = words.includes('total') || words.includes('overall')
  return place(known.length + (isTotal ? 0 : within ? 4 : 1), unit, depth)
}

/** `duration.ms`, `time.total`, `duration.value`: the name begins with the key above. */
function isPartOfName(tokens: readonly string[]): boolean {
  const { words } = splitUnit(tokens)
  return words.length === 1 && (units.has(words[0]!) || /^(total|value)$/.test(words[0]!))
}

/** `total_ns`, `response_ms`: what takes so long goes without saying. */
function wholeInUnit(words: readonly string[], unit: DurationUnit, depth: number): DurationKey | null {
  const whole = words.some(word => wholes.has(word)) && words.every(word => aboutWords.has(word))
  return whole ? place(known.length + (words.includes('total') ? 2 : 3), unit, depth) : null
}

/** Not how long this request took: what was allowed, what others take, or somebody else's part. */
const ofOthers =
  /^(target|edge|max|min|avg|average|mean|median|p\d\d+|std|stddev|slow|threshold|limit|allowed|expected|budget|slo|sla|timeout|retries|last|previous|prev)$/

/** `aspnet-request-duration`, `shop_response_time`: whatever stands before does not matter, unless it names a part. */
function isNamedAfterRequest(words: readonly string[]): boolean {
  const [before, last] = words.slice(-2)
  if (
    last === undefined ||
    !timelyWords.has(last) ||
    !/^(request|response|req|resp|http|total|elapsed)$/.test(before!)
  )
    return false
  return !words.some(word => partial.test(word) || ofOthers.test(word))
}

/** A key that is nothing but a unit (`"ms": 12`): the last resort. */
function loneUnit(unit: DurationUnit, depth: number): DurationKey | null {
  return depth === 0 && unit !== 's' ? { order: 50_000 + fineness[unit], unit } : null
}

function splitUnit(tokens: readonly string[]): { words: string[]; unit: DurationUnit | null } {
  const last = tokens.at(-1) ?? ''
  const direct = units.get(last)
  if (direct !== undefined && tokens.length > 1) {
    // `InNanoSeconds`
    const fine = direct === 's' ? (units.get(tokens.at(-2)!) ?? 's') : 's'
    return fine === 's'
      ? { words: tokens.slice(0, -1), unit: direct }
      : { words: tokens.slice(0, -2), unit: fine }
  }
  const glued =
    /^(.+?)(ns|nanos|us|usec|micros|ms|msec|millis|sec|secs|seconds|milliseconds|microseconds|nanoseconds)$/.exec(
      last,
    )
  if (glued !== null && timelyWords.has(glued[1]!))
    return { words: [...tokens.slice(0, -1), glued[1]!], unit: units.get(glued[2]!)! }
  return { words: [...tokens], unit: null }
}

function place(rank: number, unit: DurationUnit | null, depth: number): DurationKey {
  const tier = unit !== null ? fineness[unit] : 4
  return { order: tier * 10_000 + rank * 16 + Math.min(depth, 15), unit }
}
