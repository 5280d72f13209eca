import { lstatSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import type { Address } from './address.ts'
import type { Channel, ChannelOptions, Delivery } from './channel.ts'

type StreamAddress = Exclude<Address, { kind: 'http' }>

/** Newline-delimited JSON over a Unix socket or TCP. */
export class StreamChannel implements Channel {
  readonly #address: StreamAddress
  readonly #options: ChannelOptions
  #socket: Socket | null = null
  /** Set while a chunk is on its way. */
  #settle: ((delivery: Delivery) => void) | null = null
  /** The kernel took a part of the chunk and no more. */
  #partly = false

  constructor(address: StreamAddress, options: ChannelOptions) {
    this.#address = address
    this.#options = options
  }

  send(bytes: Uint8Array, done: (delivery: Delivery) => void): void {
    const deadline = setTimeout(() => this.close(), this.#options.deadline).unref()
    this.#partly = false
    this.#settle = delivery => {
      this.#settle = null
      clearTimeout(deadline)
      done(delivery)
    }
    if (this.#socket?.writable) this.#write(this.#socket, bytes)
    else this.#connect(bytes)
  }

  sendNow(bytes: Uint8Array): void {
    if (this.#socket?.writable && this.#settle === null) this.#socket.write(bytes)
  }

  close(): void {
    this.#socket?.destroy()
  }

  #write(socket: Socket, bytes: Uint8Array): void {
    // Bytes are offered to the kernel at once whatever their size; long strings are not.
    socket.write(bytes, error => {
      if (!error) this.#settle?.('delivered')
    })
    this.#partly = socket.writableLength > 0
  }

  #connect(bytes: Uint8Array): void {
    const address = this.#address
    if (!trusted(address)) {
      setImmediate(() => this.#settle?.('kept'))
      return
    }
    const socket = address.kind === 'unix' ? connect(address.path) : connect(address.port, address.host)
    this.#socket = socket
    socket.unref()
    socket.on('connect', () => this.#write(socket, bytes))
    // An orderly end comes without an error: then everything was read.
    socket.on('error', () => {
      if (socket.bytesWritten > 0) this.#options.onReset()
    })
    // What the other end says is of no interest, but unread it would hide that it has gone.
    socket.resume()
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = null
      this.#settle?.(this.#partly ? 'doubtful' : 'kept')
    })
  }
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
