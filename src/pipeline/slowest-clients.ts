import { createDecoder } from '../decode/index.ts'
import type { RequestRecord, Snapshot } from '../model/index.ts'
import type { PreparedInput } from './prepare-inputs.ts'

/**
 * Reads the clients of the slowest requests from their lines: of a big file, clients are not read otherwise. A
 * request of which the line alone does not tell stays without.
 */
export function withClients(snapshot: Snapshot, prepared: readonly PreparedInput[]): Snapshot {
  const readers = new Map(prepared.map(each => [nameOf(each), readerOf(each)]))
  const slowest = snapshot.slowest.map(record => {
    if (record.client !== null || record.line === null) return record
    const client = readers.get(record.source)?.(record) ?? null
    return client === null ? record : { ...record, client }
  })
  return { ...snapshot, slowest }
}

function nameOf({ input }: PreparedInput): string {
  return input.kind === 'stdin' ? '-' : input.path
}

function readerOf({ decode, plan }: PreparedInput): (record: RequestRecord) => string | null {
  const { columns: _, ...all } = decode
  const decoder = createDecoder({ ...all, ...(plan !== null && { plan }), kernel: 'off', keepLines: false })
  return ({ line, timestamp }) => {
    const bytes = Buffer.from(`${line}\n`)
    decoder.write(bytes, { identity: '', offset: bytes.length })
    const [batch] = [...decoder.boundary(true), ...decoder.flush()].filter(({ length }) => length > 0)
    if (batch === undefined || batch.length > 1 || batch.timestamp[0] !== timestamp) return null
    const client = batch.client[0]!
    return client < 0 ? null : batch.strings[client]!
  }
}
