import { createDecoder, type DecodeOptions } from '../decode/index.ts'
import type { RequestBatch, Snapshot } from '../model/index.ts'

/** Where logs name the machine or process that answered. Not `host`, which is often the host asked for. */
const candidates = [
  'hostname',
  'instance',
  'pod',
  'pod_name',
  'kubernetes.pod_name',
  'kubernetes.pod.name',
  'host.name',
]

/** What a stream is asked for: it cannot be looked at beforehand. */
export const usualInstanceField = 'hostname'

/** The field by which requests differ in who answered them; `null` when all are from one, or nobody says. */
export function findInstanceField(samples: readonly Uint8Array[], options: DecodeOptions): string | null {
  if (!samples.some(mayName)) return null
  const seen = new Map<string, Set<string>>()
  const look = (batches: readonly RequestBatch[]) => {
    for (const batch of batches) {
      for (const [field, column] of batch.extra) {
        const values = seen.get(field) ?? new Set()
        for (let i = 0; i < batch.length; i++) if (column[i]! >= 0) values.add(batch.strings[column[i]!]!)
        seen.set(field, values)
      }
    }
  }
  for (const sample of samples) {
    const decoder = createDecoder({ ...options, extraFields: candidates })
    look(decoder.write(sample, { identity: '', offset: sample.length }))
    look(decoder.end())
  }
  return candidates.find(field => (seen.get(field)?.size ?? 0) > 1) ?? null
}

/** Whether any candidate's last key is written in the sample: reading it takes as long as detecting its format. */
function mayName(sample: Uint8Array): boolean {
  const bytes = Buffer.from(sample.buffer, sample.byteOffset, sample.byteLength)
  return candidates.some(field => bytes.includes(field.slice(field.lastIndexOf('.') + 1)))
}

/** Groups that were only made to tell instances apart are shown as such. */
export function withInstances(snapshot: Snapshot): Snapshot {
  const { groups } = snapshot
  const named = groups?.filter(({ value }) => value !== null) ?? []
  return { ...snapshot, groups: null, byInstance: named.length > 1 ? named : null }
}
