import { lstatSync, writeSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import process from 'node:process'
import { blockAnswer, blockOffer, blocksAreNative } from '../../model/index.ts'
import { type Address, formatAddress } from './address.ts'
import type { Channel, ChannelOptions, Delivery, Done } from './channel.ts'

type StreamAddress = Exclude<Address, { kind: 'http' }>

/** Milliseconds for which a collector that refused us is left alone. */
const refusedFor = 30_000

/** Milliseconds that an ending process gives a collector to read on, and in all. */
const patience = 50
const mostPatience = 500

/** Newline-delimited JSON, and blocks of requests where the collector takes them, over a Unix socket or TCP. */
export class StreamChannel implements Channel {
  readonly #address: StreamAddress
  readonly #options: ChannelOptions
  #socket: Socket | null = null
  /** Set while a chunk is on its way. */
  #settle: Done | null = null
  /** What it is on its way through. */
  #carrier: Socket | null = null
  #sent: Uint8Array = new Uint8Array()
  /** The kernel took a part of the chunk and no more. */
  #partly = false
  /** How much of it, once it has been given up. */
  #taken: number | undefined
  /** The other end of the connection takes blocks. */
  #agreed = false
  #refusedUntil = Number.NEGATIVE_INFINITY

  constructor(address: StreamAddress, options: ChannelOptions) {
    this.#address = address
    this.#options = options
  }

  get takesBlocks(): boolean {
    return this.#agreed && this.#socket?.writable === true
  }

  send(bytes: Uint8Array, done: Done): void {
    const deadline = setTimeout(() => this.#hangUp(), this.#options.deadline).unref()
    this.#partly = false
    this.#taken = undefined
    this.#settle = (delivery, taken) => {
      this.#settle = null
      this.#carrier = null
      clearTimeout(deadline)
      done(delivery, taken)
    }
    if (this.#socket?.writable) this.#write(this.#socket, bytes)
    else if (performance.now() < this.#refusedUntil) this.#giveUp('refused')
    else if (trusted(this.#address)) this.#connect(bytes)
    else this.#giveUp('kept')
  }

  unsent(): Uint8Array | null {
    if (this.#socket?.writable !== true || this.#socket.connecting) return null
    const { fd = -1, writeQueueSize: left = 0 } = handleOf(this.#socket)
    return fd < 0 || left > this.#sent.length ? null : this.#sent.slice(this.#sent.length - left)
  }

  sendNow(bytes: Uint8Array): void {
    const { fd = -1 } = this.#socket === null ? {} : handleOf(this.#socket)
    if (fd >= 0) writeNow(fd, bytes)
  }

  close(): void {
    this.#socket?.destroy()
  }

  /** On a collector that is stuck. If it wakes up, it reads what the kernel has; if it is killed, nobody does. */
  #hangUp(): void {
    if (this.#partly && this.#socket !== null) {
      const { writeQueueSize = this.#sent.length } = handleOf(this.#socket)
      this.#taken = Math.max(0, this.#sent.length - writeQueueSize)
      this.#options.onReset()
    }
    this.close()
  }

  #giveUp(delivery: Delivery): void {
    setImmediate(() => this.#settle?.(delivery))
  }

  #write(socket: Socket, bytes: Uint8Array): void {
    this.#carrier = socket
    this.#sent = bytes
    // Bytes are offered to the kernel at once whatever their size; long strings are not.
    socket.write(bytes, error => {
      // A write that is cut off by `destroy` calls back without an error.
      if (!error && !(this.#partly && socket.destroyed) && this.#carrier === socket)
        this.#settle?.('delivered')
    })
    this.#partly = socket.writableLength > 0
  }

  #connect(bytes: Uint8Array): void {
    const address = this.#address
    const socket = address.kind === 'unix' ? connect(address.path) : connect(address.port, address.host)
    this.#socket = socket
    this.#agreed = false
    this.#carrier = socket
    socket.unref()
    socket.on('connect', () => {
      if (address.token !== null) socket.write(`${JSON.stringify({ token: address.token })}\n`)
      if (blocksAreNative) socket.write(blockOffer)
      this.#write(socket, bytes)
    })
    socket.on('data', said => {
      if (String(said) !== blockAnswer) this.#refused(String(said))
      else if (this.#socket === socket) this.#agreed = true
    })
    // An orderly end comes without an error: then everything was read.
    socket.on('error', () => {
      if (socket.bytesWritten > 0) this.#options.onReset()
    })
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = null
      if (this.#carrier === socket) this.#settle?.(this.#partly ? 'doubtful' : 'kept', this.#taken)
    })
  }

  /** Besides taking blocks, a collector speaks only when it refuses: `{"error":"…"}`, and then hangs up. */
  #refused(said: string): void {
    this.#refusedUntil = performance.now() + refusedFor
    this.#options.onReset()
    this.close()
    const why = said.slice(0, 300).trim()
    this.#options.warn(`the collector at ${formatAddress(this.#address)} refuses what is sent: ${why}`)
  }
}

/**
 * Without turns of the loop, which an ending process does not take. What does not fit into the kernel's buffer at
 * once is tried again while the collector reads.
 */
function writeNow(fd: number, bytes: Uint8Array): void {
  const end = performance.now() + mostPatience
  let until = performance.now() + patience
  const sleep = new Int32Array(new SharedArrayBuffer(4))
  for (let at = 0; at < bytes.length && performance.now() < Math.min(until, end); ) {
    try {
      at += writeSync(fd, bytes, at)
      until = performance.now() + patience
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
      Atomics.wait(sleep, 0, 0, 1)
    }
  }
}

/** Of Node's own, without promise: where they are missing, last words are not sent. */
function handleOf(socket: Socket): { fd?: number; writeQueueSize?: number } {
  return (socket as { _handle?: { fd?: number; writeQueueSize?: number } })._handle ?? {}
}

/** A directory in the common temporary one could have been made by someone else. */
function trusted(address: StreamAddress): boolean {
  if (address.kind !== 'unix' || address.ownDirectory === null) return true
  try {
    const directory = lstatSync(address.ownDirectory)
    return directory.isDirectory() && directory.uid === process.getuid?.()
  } catch {
    return false
  }
}
