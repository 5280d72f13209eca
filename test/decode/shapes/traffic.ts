/** One served exchange, as the truth knows it. */
export interface Exchange {
  /** Milliseconds since the epoch, at the end of the exchange. */
  readonly at: number
  readonly method: string
  readonly path: string
  readonly query: string
  readonly status: number
  /** Nanoseconds, whole. */
  readonly nanos: number
  readonly ip: string
  readonly port: number
  readonly agent: string
  readonly cache: 'HIT' | 'MISS' | 'BYPASS'
  readonly id: string
  readonly bytes: number
}

const paths = [
  '/',
  '/api/orders',
  '/api/users/17',
  '/api/users/4711',
  '/search',
  '/static/app.js',
  '/healthz',
  '/api/login',
]
const agents = ['curl/8.5.0', 'okhttp/4.12.0', 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/127.0']

/** The same traffic for the same seed. `typical` is the median duration in nanoseconds. */
export function traffic(count: number, typical = 12_000_000, seed = 7): Exchange[] {
  let state = seed
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const start = 1_795_336_800_123
  return Array.from({ length: count }, (_, i) => {
    const bell = random() + random() + random() + random() + random() + random() - 3
    const path = pick(paths)
    return {
      at: start + i * 137 + Math.floor(random() * 100),
      method: path === '/api/login' ? 'POST' : pick(['GET', 'GET', 'GET', 'PUT', 'DELETE']),
      path,
      query: random() < 0.3 ? 'q=shoes&page=2' : '',
      status: pick([200, 200, 200, 200, 200, 201, 204, 301, 304, 404, 401, 500, 503]),
      nanos: Math.max(1000, Math.round(typical * Math.exp(bell * 1.4))),
      ip: `203.0.113.${Math.floor(random() * 250) + 1}`,
      port: 40_000 + Math.floor(random() * 20_000),
      agent: pick(agents),
      cache: pick(['HIT', 'MISS', 'BYPASS'] as const),
      id: Math.floor(random() * 2 ** 48)
        .toString(16)
        .padStart(12, '0'),
      bytes: Math.floor(random() * 20_000),
    }
  })
}

export const iso = (ms: number): string => new Date(ms).toISOString()
/** ISO with nine digits. */
export const isoNano = (ms: number): string => iso(ms).replace('Z', '000000Z')
export const isoSecond = (ms: number): string => iso(ms).replace(/\.\d+Z/, 'Z')
export const target = (e: Exchange): string => (e.query === '' ? e.path : `${e.path}?${e.query}`)
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
/** `22/Nov/2026:08:40:00 +0000` */
export function clf(ms: number): string {
  const date = iso(ms)
  return `${date.slice(8, 10)}/${months[Number(date.slice(5, 7)) - 1]}/${date.slice(0, 4)}:${date.slice(11, 19)} +0000`
}
export const ms = (e: Exchange, digits = 3): number => Number((e.nanos / 1e6).toFixed(digits))
export const seconds = (e: Exchange, digits = 6): number => Number((e.nanos / 1e9).toFixed(digits))
/** Whole milliseconds, as many loggers round them. */
export const whole = (e: Exchange): number => Math.round(e.nanos / 1e6)
export const micros = (e: Exchange): number => Math.round(e.nanos / 1e3)
/** Go's `time.Duration.String()`. */
export function goDuration({ nanos }: Exchange): string {
  if (nanos >= 1e9) return `${nanos / 1e9}s`
  if (nanos >= 1e6) return `${nanos / 1e6}ms`
  return nanos >= 1e3 ? `${nanos / 1e3}µs` : `${nanos}ns`
}

/** A record under plain names. */
export const plain = (e: Exchange): Record<string, unknown> => ({
  time: iso(e.at),
  method: e.method,
  path: e.path,
  status: e.status,
  duration_ms: whole(e),
  ip: e.ip,
  ua: e.agent,
})

/** A product's way to write requests. */
export interface Shape {
  readonly name: string
  /** Median duration of the traffic in nanoseconds. */
  readonly typical?: number
  readonly lines: (requests: readonly Exchange[]) => string[]
  /** What the shape cannot say, or says otherwise. */
  readonly says?: {
    readonly duration?: false
    /** Coarsest step of its durations, seconds. */
    readonly step?: number
    readonly time?: false | 'second' | 'start'
    readonly client?: false
    readonly agent?: false
    readonly cache?: true
    readonly endpoint?: (e: Exchange) => string
    /** Unit that must come out, where the values leave no other way to check. */
    readonly certain?: boolean
    /** Lines that are not requests by design. */
    readonly noise?: number
  }
}

export const each =
  (write: (e: Exchange, i: number) => unknown) =>
  (requests: readonly Exchange[]): string[] =>
    requests.map((e, i) => {
      const written = write(e, i)
      return typeof written === 'string' ? written : JSON.stringify(written)
    })

/** Of logs that do not say who asked. */
export const bare = { client: false, agent: false } as const
