import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** Stands between a host and a server, and fails as networks do. */
export class FaultyProxy {
  /** Answers to inserts that are still to be lost, after the server has carried them out. */
  answersToLose = 0
  /** Answers that were lost. */
  lost = 0
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #cut = false

  constructor(target: number) {
    this.#server = createServer(client => {
      this.#sockets.add(client)
      client.on('close', () => this.#sockets.delete(client)).on('error', () => {})
      if (this.#cut) {
        client.destroy()
        return
      }
      const server = connect(target, '127.0.0.1')
      this.#sockets.add(server)
      server.on('close', () => {
        this.#sockets.delete(server)
        client.destroy()
      })
      server.on('error', () => client.destroy())
      client.on('close', () => server.destroy())
      let inserting = false
      client.on('data', bytes => {
        if (bytes.includes('query=INSERT+INTO+rollups')) inserting = true
        server.write(bytes)
      })
      server.on('data', bytes => {
        if (inserting && this.answersToLose > 0 && bytes.includes('HTTP/1.1 200')) {
          this.answersToLose--
          this.lost++
          client.destroy()
          return
        }
        inserting = false
        client.write(bytes)
      })
    })
  }

  async start(): Promise<number> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return (this.#server.address() as { port: number }).port
  }

  /** Breaks every connection, and each new one until `restore`. */
  cut(): void {
    this.#cut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  restore(): void {
    this.#cut = false
  }

  async close(): Promise<void> {
    this.cut()
    await once(this.#server.close(), 'close')
  }
}
