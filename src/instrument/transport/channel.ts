import type { Address } from './address.ts'
import { HttpChannel } from './http-channel.ts'
import { StreamChannel } from './stream-channel.ts'

/**
 * What became of a chunk.
 * - `delivered`: the collector, or the kernel on its behalf, has it.
 * - `kept`: nothing of it arrived; it may be sent again.
 * - `doubtful`: a part may have arrived; sending it again might count requests twice.
 * - `refused`: the collector does not want it.
 */
export type Delivery = 'delivered' | 'kept' | 'doubtful' | 'refused'

/** @param taken of what is `doubtful`: the first bytes, so many, that may have arrived; without it all of them may */
export type Done = (delivery: Delivery, taken?: number) => void

/** A way to the collector. Nothing in it throws, blocks or keeps the process alive for longer than its deadline. */
export interface Channel {
  /** Whether the collector at the other end of the open connection has said that it takes blocks. */
  readonly takesBlocks: boolean
  /** One chunk at a time: the next only after `done`. */
  send(bytes: Uint8Array, done: Done): void
  /** A copy of what is on its way and the kernel has not taken; `null` where there is no connection for last words. */
  unsent(): Uint8Array | null
  /** Last words while the process ends: whatever the kernel takes within a few milliseconds. */
  sendNow(bytes: Uint8Array): void
  close(): void
}

export interface ChannelOptions {
  /** Milliseconds for one attempt to connect or to send: a stuck collector holds an ending process this long. */
  readonly deadline: number
  /** The other end went away and may not have read the newest chunk, though the kernel had taken it. */
  readonly onReset: () => void
  /** Something the user should hear about. */
  readonly warn: (message: string) => void
}

export function openChannel(address: Address, options: ChannelOptions): Channel {
  return address.kind === 'http' ? new HttpChannel(address, options) : new StreamChannel(address, options)
}
