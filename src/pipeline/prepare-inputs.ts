import { statSync } from 'node:fs'
import {
  allColumns,
  checkFieldMap,
  type DecodeOptions,
  type DecodePlan,
  detect,
  looksLike,
  type OptionalColumn,
} from '../decode/index.ts'
import { AppError, ExitCode } from '../model/index.ts'
import { sampleFile } from './file-sample.ts'
import { findInstanceField, usualInstanceField } from './instances.ts'
import type { ReportInput, ReportRunOptions } from './report-run.ts'

/** An input that was looked at: what its lines mean, and where reading has to begin. */
export interface PreparedInput {
  readonly input: ReportInput
  readonly decode: DecodeOptions
  /** `null` for what can only be read from its beginning: streams, archives. */
  readonly plan: DecodePlan | null
  /** The field that tells instances apart, where it is worth reading. */
  readonly instanceField: string | null
}

/** Those that can be opened; the others are reported. Throws where the reader's own settings are wrong. */
export function prepareAll({
  inputs,
  decode,
  clock,
  collector,
  onError,
  leanBytes = leanFromBytes,
}: ReportRunOptions): PreparedInput[] {
  const prepared: PreparedInput[] = []
  const lean = bytesOf(inputs) > leanBytes
  for (const input of inputs) {
    try {
      const options: DecodeOptions = {
        ...decode,
        source: prepared.length,
        clock,
        keepLines: true,
        ...(lean && { keepLines: false, columns: leanColumns(collector) }),
      }
      const samples = input.kind === 'stdin' ? null : sampleFile(input.path)
      if (samples !== null) checkFieldMap(samples, options.map ?? [])
      const plan = samples === null ? null : detect(samples, options)
      if (plan?.format === null) tellWhatItIs(samples![0]!, input, onError)
      const instanceField =
        samples === null ? usualInstanceField : findInstanceField(samples, { ...options, plan: plan! })
      prepared.push({ input, decode: options, plan, instanceField })
    } catch (error) {
      if (!(error instanceof AppError) || error.exitCode === ExitCode.usage) throw error
      onError(error)
    }
  }
  return prepared
}

/** A log that is no JSON is said to be so, by what it looks like. */
export function tellWhatItIs(
  first: Uint8Array,
  input: ReportInput,
  onError: (error: AppError) => void,
): void {
  const kind = looksLike(first)
  if (kind === null) return
  onError(
    new AppError(`this is not a JSON log; it looks like ${kind}`, {
      place: input.kind === 'file' ? input.path : 'stdin',
      hint: 'let the server write JSON; api-metrics inspect shows what was seen',
    }),
  )
}

/**
 * From here on, texts that only single requests carry (clients, the lines themselves) are left unread: on 89 MB
 * they cost as much as everything else. Of the slowest requests they are read at the end; not so with a filter or
 * groups, where each request has to be looked at.
 */
export const leanFromBytes: number = 64 * 1024 * 1024

/** What a filter or a group reads is read. */
function leanColumns({ filter, groupBy }: ReportRunOptions['collector']): OptionalColumn[] {
  const asked = new Set<string>([...(filter?.fields ?? []), groupBy ?? '', 'errorMessage'])
  return allColumns.filter(column => asked.has(column))
}

export function withExtraField(prepared: PreparedInput, field: string): PreparedInput {
  const { decode } = prepared
  return { ...prepared, decode: { ...decode, extraFields: [...(decode.extraFields ?? []), field] } }
}

/** Bytes of all files; those that cannot be looked at count nothing here and are reported when they are opened. */
export function bytesOf(inputs: readonly ReportInput[]): number {
  let bytes = 0
  for (const input of inputs) {
    if (input.kind === 'file') bytes += regularSize(input.path) ?? 0
  }
  return bytes
}

/** Bytes of a regular file; `null` for anything else, and for what cannot be looked at. */
export function regularSize(path: string): number | null {
  try {
    const stats = statSync(path)
    return stats.isFile() ? stats.size : null
  } catch {
    return null
  }
}
