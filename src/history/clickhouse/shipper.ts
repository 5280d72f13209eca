import type { Changes, RollupShipping, ShippingCursor } from '../../model/index.ts'
import type { ClickHouseClient } from './client.ts'
import { rollupLines, sampleLine } from './rows.ts'

export interface ShipperOptions {
  readonly from: RollupShipping
  readonly to: ClickHouseClient
  /** What this machine is called. */
  readonly host: string
  /** Seconds since the epoch. */
  readonly now: () => number
}

/** Commits read in one go, and characters sent in one request: what bounds the memory. */
const commitsAtOnce = 30
const batchCharacters = 4 * 2 ** 20

/** Seconds after which a host that has nothing to send says that it lives. */
const signEvery = 10

/**
 * Copies a local store into ClickHouse. The cursor moves after the server's yes; what is sent again, because the
 * yes was lost, replaces what is there.
 */
export class Shipper {
  readonly #options: ShipperOptions
  readonly #name: string
  #cursor: ShippingCursor | null = null
  #version = 0
  #signedAt = Number.NEGATIVE_INFINITY

  constructor(options: ShipperOptions) {
    this.#options = options
    const { host, port, database } = options.to.target
    this.#name = `clickhouse ${host}:${port}/${database}`
  }

  /** Sends everything that is not sent yet. Rejects with the first fault; may be called again. */
  async ship(): Promise<void> {
    const { from } = this.#options
    for (;;) {
      const cursor = (this.#cursor ??= from.cursor(this.#name))
      const changes = from.changes(cursor, commitsAtOnce)
      const moved = JSON.stringify(changes.cursor) !== JSON.stringify(cursor)
      if (moved) await this.#send(changes)
      await this.#sign(changes.cursor)
      if (!moved) return
      from.moveCursor(this.#name, changes.cursor)
      this.#cursor = changes.cursor
    }
  }

  async #send({ buckets, samples }: Changes): Promise<void> {
    const { host } = this.#options
    let lines: string[] = []
    let length = 0
    for (const bucket of buckets) {
      const version = this.#nextVersion()
      for (const line of rollupLines(bucket, version)) {
        lines.push(line)
        length += line.length
        if (length < batchCharacters) continue
        await this.#insert('rollups', lines)
        lines = []
        length = 0
      }
    }
    await this.#insert('rollups', lines)
    await this.#insert(
      'samples',
      samples.map(sample => sampleLine(sample, host, this.#nextVersion())),
    )
  }

  /** Milliseconds of the clock, but always more than the last time: the later version of a row replaces the other. */
  #nextVersion(): number {
    this.#version = Math.max(this.#version + 1, Math.floor(this.#options.now() * 1000))
    return this.#version
  }

  async #sign({ formed }: ShippingCursor): Promise<void> {
    const { host, now } = this.#options
    if (now() - this.#signedAt < signEvery) return
    const row = { host, seen: Math.floor(now()), formed_60: formed[60] ?? 0, formed_600: formed[600] ?? 0 }
    await this.#insert('hosts', [JSON.stringify(row)])
    this.#signedAt = now()
  }

  async #insert(table: string, lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return
    // Of a Distributed table: the yes of the shards, not of the server in between.
    await this.#options.to.insert(table, `${lines.join('\n')}\n`, { insert_distributed_sync: 1 })
  }
}
