import { parentPort, workerData } from 'node:worker_threads'
import { ClickHouseClient } from '../clickhouse/client.ts'
import { Shipper } from '../clickhouse/shipper.ts'
import { SqliteShipping } from '../sqlite/shipping.ts'
import { type PlainFault, plainFault } from './messages.ts'
import type { ShipJob } from './threaded-shipper.ts'

/** A thread that copies a store elsewhere: neither a slow server nor a long backlog holds up anybody. */
const { path, target, password, host } = workerData as ShipJob
const client = new ClickHouseClient(target, password)
/** What time it was, and when that was said. */
let told = { now: 0, at: 0 }
const now = (): number => told.now + (performance.now() - told.at) / 1000
let shipper: Shipper | null = null

/** Looks at a store that is just being made may find half of it. */
let looksLeft = 5

function openShipper(): Shipper | null {
  try {
    const from = SqliteShipping.open(path)
    return from === null ? null : new Shipper({ from, to: client, host, now })
  } catch (error) {
    if (looksLeft-- > 0) return null
    throw error
  }
}

async function ship(): Promise<PlainFault | null> {
  try {
    shipper ??= openShipper()
    await shipper?.ship()
    return null
  } catch (error) {
    return plainFault(error)
  }
}

/** Each message is the time, in seconds since the epoch, and is answered when everything was sent or could not be. */
parentPort?.on('message', async (time: number) => {
  told = { now: time, at: performance.now() }
  parentPort?.postMessage(await ship())
})
