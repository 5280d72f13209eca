import {
  addIngest,
  emptyIngest,
  type IngestCounters,
  type RequestBatch,
  type SystemSample,
} from '../../src/model/index.ts'

/** Everything that a run of batches says, added up the plain way: what a test compares with the truth. */
export interface Totals {
  requests: number
  statuses: Record<string, number>
  hits: number
  misses: number
  otherCache: number
  /** Seconds, ascending. */
  durations: number[]
  times: number[]
  endpoints: Record<string, number>
  routes: (string | null)[]
  clients: Record<string, number>
  samples: SystemSample[]
  ingest: IngestCounters
}

export function textOf(batch: RequestBatch, column: Int32Array, row: number): string | null {
  const id = column[row]!
  return id < 0 ? null : batch.strings[id]!
}

export function addUp(batches: readonly RequestBatch[]): Totals {
  const totals: Totals = {
    requests: 0,
    statuses: {},
    hits: 0,
    misses: 0,
    otherCache: 0,
    durations: [],
    times: [],
    endpoints: {},
    routes: [],
    clients: {},
    samples: [],
    ingest: emptyIngest(),
  }
  for (const batch of batches) {
    addIngest(totals.ingest, batch.counters)
    totals.samples.push(...batch.samples)
    for (let row = 0; row < batch.length; row++) addRow(totals, batch, row)
  }
  totals.durations.sort((a, b) => a - b)
  return totals
}

function addRow(totals: Totals, batch: RequestBatch, row: number): void {
  totals.requests++
  count(totals.statuses, String(batch.status[row]))
  const cache = batch.cache[row]
  if (cache === 1) totals.hits++
  else if (cache === 0) totals.misses++
  else if (cache === 2) totals.otherCache++
  const duration = batch.duration[row]!
  if (!Number.isNaN(duration)) totals.durations.push(duration)
  totals.times.push(batch.timestamp[row]!)
  const method = textOf(batch, batch.method, row) ?? '-'
  count(totals.endpoints, `${method} ${textOf(batch, batch.endpoint, row) ?? '-'}`)
  totals.routes.push(textOf(batch, batch.route, row))
  const client = textOf(batch, batch.client, row)
  if (client !== null) count(totals.clients, client)
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}

/** `lines = requests + systemSamples + Σ ignored + Σ rejected` */
export function lawOfCounting({
  lines,
  requests,
  systemSamples,
  ignored,
  rejected,
}: IngestCounters): boolean {
  const sum = (counts: object): number => Object.values(counts).reduce((a: number, b) => a + (b as number), 0)
  return lines === requests + systemSamples + sum(ignored) + sum(rejected)
}

/** Nearest rank, from sorted values. */
export function percentile(sorted: readonly number[], q: number): number | null {
  return sorted.length === 0 ? null : sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!
}
