import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/** Counts the open connections of this process's HTTP servers, and tells when the first server appears. */
export class ServerWatch {
  connections = 0
  readonly #onServer: () => void

  constructor(onServer: () => void) {
    this.#onServer = onServer
    subscribe('net.server.socket', this.#onSocket)
    subscribe('tracing:net.server.listen:asyncStart', this.#onListen)
  }

  close(): void {
    unsubscribe('net.server.socket', this.#onSocket)
    unsubscribe('tracing:net.server.listen:asyncStart', this.#onListen)
  }

  readonly #onListen = (message: unknown): void => {
    if (isHttpServer((message as { server?: object }).server)) this.#onServer()
  }

  readonly #onSocket = (message: unknown): void => {
    const { socket } = message as { socket: Socket & { readonly server?: object } }
    if (!isHttpServer(socket.server)) return
    this.#onServer()
    this.connections++
    socket.once('close', () => {
      this.connections--
    })
  }
}

/** Plain, TLS or HTTP/2, told by their methods: loading all three modules for their classes costs 6 ms. */
function isHttpServer(server: object | undefined): boolean {
  return server !== undefined && ('closeIdleConnections' in server || 'updateSettings' in server)
}
