import {
  checkStore,
  repairStore,
  SqliteReader,
  SqliteWriter,
  type StoreFacts,
  startedOf,
  storeFacts,
} from '../../history/index.ts'
import { AppError, defaultRetention, type Retention } from '../../model/index.ts'
import { dateTime, formatBytes, formatInteger, formatWindow } from '../../text/index.ts'
import { writeAll } from '../output.ts'
import type { Runtime } from '../runtime.ts'
import { hostOf, neededPath, type StoreOptions } from '../store.ts'
import { lineOf } from './collect-status.ts'

export interface HistoryOptions extends StoreOptions {
  readonly utc?: boolean
}

export async function historyInfo(runtime: Runtime, options: HistoryOptions): Promise<void> {
  const path = neededPath(runtime, options)
  const facts = storeFacts(path)
  const reader = SqliteReader.open(path, { clock: runtime.clock, host: hostOf(options) })
  if (facts === null || reader === null) throw noHistory(path)
  try {
    const sources = reader.sources().map(source => `  ${lineOf(source, runtime.clock.now())}`)
    const lines = [
      `${path}: ${formatBytes(facts.bytes)} of at most ${formatBytes(defaultRetention.maxBytes)}, format ${facts.format}`,
      `${formatInteger(facts.series)} endpoints, ${formatInteger(facts.samples)} system samples`,
      ...facts.steps.map(each => stepLine(each, options)),
      sources.length === 0 ? 'no source was recorded' : 'sources',
      ...sources,
    ]
    await writeAll(runtime.stdout, `${lines.join('\n')}\n`)
  } finally {
    reader.close()
  }
}

function stepLine(
  { step, rows, bytes, from, to }: StoreFacts['steps'][number],
  options: HistoryOptions,
): string {
  const style = { utc: options.utc ?? false }
  const span = rows === 0 ? 'empty' : `${dateTime(from, style)} – ${dateTime(to, style)}`
  return `  by ${formatWindow(step).padEnd(4)} ${span}, ${formatInteger(rows)} rows, ${formatBytes(bytes)}`
}

export async function historyCheck(
  runtime: Runtime,
  options: HistoryOptions & { readonly repair?: boolean },
): Promise<void> {
  const path = neededPath(runtime, options)
  const result = checkStore(path)
  if (result === null) throw noHistory(path)
  if (result.faults.length === 0) {
    await writeAll(runtime.stdout, `${path}: sound, ${formatInteger(result.sound)} rows\n`)
    return
  }
  await writeAll(runtime.stdout, `${result.faults.map(fault => `${path}: ${fault}`).join('\n')}\n`)
  if (options.repair !== true)
    throw new AppError('history is damaged', {
      place: path,
      hint: 'history check --repair keeps what is sound, and the damaged file beside it',
    })
  const { kept, lost, damaged } = repairStore(path, runtime.clock, hostOf(options))!
  await writeAll(
    runtime.stdout,
    `${path}: repaired, ${formatInteger(kept)} rows kept, ${formatInteger(lost)} lost; the damaged file is ${damaged}\n`,
  )
}

export async function historyPrune(
  runtime: Runtime,
  options: HistoryOptions & { readonly olderThan?: number; readonly maxSize?: number },
): Promise<void> {
  const path = neededPath(runtime, options)
  const before = storeFacts(path)
  if (before === null) throw noHistory(path)
  const { pid } = process
  const host = hostOf(options)
  const writer = new SqliteWriter({ path, self: { pid, host, started: startedOf(pid) } })
  try {
    writer.prune(runtime.clock.now(), retentionOf(options.olderThan, options.maxSize))
  } finally {
    writer.close()
  }
  const after = storeFacts(path)!
  await writeAll(
    runtime.stdout,
    `${path}: ${formatBytes(before.bytes)} before, ${formatBytes(after.bytes)} now\n`,
  )
}

function retentionOf(olderThan: number | undefined, maxSize: number | undefined): Retention {
  const { seconds, maxBytes } = defaultRetention
  const limit = olderThan ?? Number.POSITIVE_INFINITY
  return {
    seconds: {
      1: Math.min(seconds[1], limit),
      10: Math.min(seconds[10], limit),
      60: Math.min(seconds[60], limit),
      600: Math.min(seconds[600], limit),
      3600: Math.min(seconds[3600], limit),
    },
    maxBytes: maxSize ?? maxBytes,
  }
}

export function noHistory(path: string): AppError {
  return new AppError('there is no history yet', {
    place: path,
    hint: 'api-metrics collect FILE records, and so does watch',
  })
}
