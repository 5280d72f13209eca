import { createDecoder, type Decoder } from '../decode/index.ts'
import type { RequestRecord, Snapshot } from '../model/index.ts'
import type { PreparedInput } from './prepare-inputs.ts'

/**
 * Reads the clients of the slowest requests from their lines: of a big file, clients are not read otherwise. A
 * request of which the line alone does not tell stays without.
 */
export function withClients(snapshot: Snapshot, prepared: readonly PreparedInput[]): Snapshot {
  const without = snapshot.slowest.filter(({ client, line }) => client === null && line !== null)
  const clients = new Map<RequestRecord, string | null>()
  for (const each of prepared) {
    const records = without.filter(({ source }) => source === nameOf(each))
    const found = records.length === 0 ? [] : clientsOf(records, each)
    for (const [i, client] of found.entries()) clients.set(records[i]!, client)
  }
  const slowest = snapshot.slowest.map(record => {
    const client = clients.get(record) ?? null
    return client === null ? record : { ...record, client }
  })
  return { ...snapshot, slowest }
}

function nameOf({ input }: PreparedInput): string {
  return input.kind === 'stdin' ? '-' : input.path
}

function clientsOf(records: readonly RequestRecord[], { decode, plan }: PreparedInput): (string | null)[] {
  const { columns: _, ...all } = decode
  const decoder = createDecoder({ ...all, ...(plan !== null && { plan }), kernel: 'off', keepLines: false })
  // Mostly all at once; where lines take each other for parts of one request, one by one.
  return readClients(decoder, records) ?? records.map(record => readClients(decoder, [record])?.[0] ?? null)
}

/** `null` where not each line is the request that it was. */
function readClients(decoder: Decoder, records: readonly RequestRecord[]): (string | null)[] | null {
  const bytes = Buffer.from(records.map(({ line }) => `${line}\n`).join(''))
  decoder.write(bytes, { identity: '', offset: bytes.length })
  const [batch, another] = [...decoder.boundary(true), ...decoder.flush()].filter(({ length }) => length > 0)
  if (batch?.length !== records.length || another !== undefined) return null
  if (records.some(({ timestamp }, i) => batch.timestamp[i] !== timestamp)) return null
  return records.map((_, i) => {
    const client = batch.client[i]!
    return client < 0 ? null : batch.strings[client]!
  })
}
