import { Cache, emptyIngest, notGiven, type RequestBatch, type SystemSample } from '../../src/model/index.ts'

/** One request as a test writes it down. */
export interface Request {
  readonly time: number
  readonly method?: string | null
  readonly path?: string | null
  readonly route?: string | null
  readonly status?: number
  /** Seconds. */
  readonly duration?: number
  readonly cache?: number
  readonly client?: string
  readonly message?: string
  readonly extra?: Readonly<Record<string, string>>
  readonly line?: string
}

/** Requests as `decode` hands them over, with a dictionary of their own. */
export function batchOf(
  requests: readonly Request[],
  { source = 0, samples = [] }: { source?: number; samples?: readonly SystemSample[] } = {},
): RequestBatch {
  const strings: string[] = []
  const ids = new Map<string, number>()
  const id = (text: string | null | undefined): number => {
    if (text == null) return notGiven
    if (!ids.has(text)) ids.set(text, strings.push(text) - 1)
    return ids.get(text)!
  }
  const texts = (of: (request: Request) => string | null | undefined): Int32Array =>
    Int32Array.from(requests, request => id(of(request)))
  const fields = new Set(requests.flatMap(request => Object.keys(request.extra ?? {})))
  const counters = emptyIngest()
  counters.lines = requests.length + samples.length
  counters.requests = requests.length
  counters.systemSamples = samples.length
  return {
    source,
    length: requests.length,
    timestamp: Float64Array.from(requests, ({ time }) => time),
    duration: Float64Array.from(requests, ({ duration }) => duration ?? Number.NaN),
    status: Uint16Array.from(requests, ({ status }) => status ?? 200),
    method: texts(({ method }) => (method === undefined ? 'GET' : method)),
    endpoint: texts(({ path }) => (path === undefined ? '/' : path)),
    route: texts(({ route }) => route),
    client: texts(({ client }) => client),
    userAgent: new Int32Array(requests.length).fill(notGiven),
    errorMessage: texts(({ message }) => message),
    cache: Int8Array.from(requests, ({ cache }) => cache ?? Cache.unknown),
    extra: new Map([...fields].map(field => [field, texts(({ extra }) => extra?.[field])])),
    strings,
    line: linesOf(requests),
    samples,
    counters,
    position: { identity: '', offset: 0 },
  }
}

function linesOf(requests: readonly Request[]): RequestBatch['line'] {
  if (requests.every(({ line }) => line === undefined)) return null
  const parts = requests.map(({ line }) => new TextEncoder().encode(line ?? ''))
  const chunk = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  const offset = new Uint32Array(parts.length)
  let at = 0
  parts.forEach((part, i) => {
    chunk.set(part, at)
    offset[i] = at
    at += part.length
  })
  return { chunk, offset, length: Uint32Array.from(parts, part => part.length) }
}

export function sampleOf(timestamp: number, values: Partial<SystemSample> = {}): SystemSample {
  return {
    timestamp,
    host: null,
    origin: 'input',
    cpuPercent: null,
    memoryPercent: null,
    memoryUsedMb: null,
    memoryAvailableMb: null,
    diskUsagePercent: null,
    activeConnections: null,
    cacheSize: null,
    cacheHitRatio: null,
    ...values,
  }
}
