/** What a report says, as far as the scenarios look at it. */
export interface Report {
  readonly sources: readonly {
    name: string
    kind: string
    state: string
    rotations: number
    truncations: number
    gapBytes: number
  }[]
  readonly ingest: {
    readonly bytes: number
    readonly lines: number
    readonly requests: number
    readonly systemSamples: number
    readonly outsideWindow: number
    readonly filtered: number
    readonly folded: number
    readonly gapBytes: number
    readonly partialBytes: number
    readonly ignored: Readonly<Record<string, number>>
    readonly rejected: Readonly<Record<string, number>>
    readonly dropped: Readonly<Record<string, number>>
  }
  readonly requests: {
    readonly total: number
    readonly durationSum: number
    readonly statusCodes: Readonly<Record<string, number>>
  }
  readonly endpoints: readonly {
    endpoint: string
    method: string | null
    total: number
    durationSum: number
  }[]
}

const endpoints = 400
const consonants = 'bcdfghjklm'

/** A path without digits, so that no template takes it for an identifier. */
function endpointOf(i: number): string {
  const n = (i * 7919) % endpoints
  return `/k${consonants[Math.floor(n / 100)]}${consonants[Math.floor(n / 10) % 10]}${consonants[n % 10]}`
}

/** Line `i` lasts `i` milliseconds, and its path follows from `i`: a line that is lost or doubled can be named. */
export function line(i: number, at: number = Date.now() / 1000): string {
  return `{"timestamp":${at.toFixed(3)},"endpoint":"${endpointOf(i)}","method":"GET","status_code":${statusOf(i)},"response_time":${(i / 1000).toFixed(3)}}\n`
}

function statusOf(i: number): number {
  return i % 50 === 49 ? 500 : 200
}

export function lines(from: number, to: number, at: number = Date.now() / 1000): string {
  let text = ''
  for (let i = from; i < to; i++) text += line(i, at)
  return text
}

export interface Expected {
  /** The first line and the one past the last, of each stretch of lines. */
  readonly lines: readonly (readonly [from: number, to: number])[]
  readonly gapBytes?: number
  readonly partialBytes?: number
  readonly rejected?: number
  readonly ignored?: number
}

/** Everything that is wrong with a report of these lines, each written once. */
export function faultsOf(report: Report, expected: Expected): string[] {
  const lines = lineFaults(report, expected)
  const more = lines.length > faultsNamed ? [`… and ${lines.length - faultsNamed} more`] : []
  return [...lines.slice(0, faultsNamed), ...more, ...lawFaults(report), ...counterFaults(report, expected)]
}

const faultsNamed = 20

function* numbers({ lines }: Expected): Generator<number> {
  for (const [from, to] of lines) for (let i = from; i < to; i++) yield i
}

function lineFaults(report: Report, expected: Expected): string[] {
  const faults: string[] = []
  const balance = new Map<string, { count: number; sum: number }>()
  const at = (endpoint: string): { count: number; sum: number } => {
    const known = balance.get(endpoint) ?? { count: 0, sum: 0 }
    balance.set(endpoint, known)
    return known
  }
  for (const { endpoint, total, durationSum } of report.endpoints) {
    at(endpoint).count += total
    at(endpoint).sum += durationSum * 1000
  }
  let errors = 0
  for (const i of numbers(expected)) {
    const each = at(endpointOf(i))
    each.count -= 1
    each.sum -= i
    if (statusOf(i) === 500) errors++
  }
  for (const [endpoint, { count, sum }] of balance) faults.push(...nameFault(endpoint, count, sum))
  const counted = report.requests.statusCodes['500'] ?? 0
  if (faults.length === 0 && counted !== errors)
    faults.push(`${counted} lines have status 500, not ${errors}`)
  return faults
}

function nameFault(endpoint: string, count: number, sum: number): string[] {
  const i = Math.round(Math.abs(sum))
  if (count === 0) return i === 0 ? [] : [`${endpoint}: as many lines as there should be, but ${sum} ms more`]
  if (Math.abs(count) === 1 && endpointOf(i) === endpoint)
    return [`line ${i} ${count < 0 ? 'is missing' : 'came once too often'}`]
  return [`${endpoint}: ${Math.abs(count)} lines ${count < 0 ? 'are missing' : 'too many'}, ${i} ms together`]
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, each) => all + each, 0)

/** The law of counting: every line went somewhere. */
function lawFaults({ ingest, requests }: Report): string[] {
  const faults: string[] = []
  const lines = ingest.requests + ingest.systemSamples + sum(ingest.ignored) + sum(ingest.rejected)
  if (ingest.lines !== lines) faults.push(`lines ${ingest.lines} ≠ ${lines} accounted for`)
  const accounted = requests.total + ingest.outsideWindow + ingest.filtered + sum(ingest.dropped)
  if (ingest.requests !== accounted) faults.push(`requests ${ingest.requests} ≠ ${accounted} accounted for`)
  return faults
}

function counterFaults({ ingest }: Report, expected: Expected): string[] {
  const faults: string[] = []
  const compare = (name: string, is: number, should: number): void => {
    if (is !== should) faults.push(`${name} is ${is}, not ${should}`)
  }
  compare('gapBytes', ingest.gapBytes, expected.gapBytes ?? 0)
  compare('partialBytes', ingest.partialBytes, expected.partialBytes ?? 0)
  compare('rejected', sum(ingest.rejected), expected.rejected ?? 0)
  compare('ignored', sum(ingest.ignored), expected.ignored ?? 0)
  return faults
}
