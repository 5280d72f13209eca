import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface ReceivedRecord {
  readonly timestamp: number
  readonly endpoint?: string
  readonly method?: string
  readonly status_code?: number | null
  readonly response_time?: number
  readonly client_ip?: string
  readonly user_agent?: string
  readonly cache_hit?: boolean
  readonly error_message?: string
  readonly route?: string
  readonly cpu_percent?: number
  readonly dropped_requests?: number
  readonly doubtful_requests?: number
  readonly [other: string]: unknown
}

export class TemporarySocket {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'api-metrics-'))
  readonly path: string = join(this.folder, 'collector.sock')

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** A push socket that remembers every record. */
export class FakeCollector {
  readonly records: ReceivedRecord[] = []
  readonly sockets: Set<Socket> = new Set<Socket>()
  readonly #server: Server
  #waiting: (() => void)[] = []

  private constructor(server: Server) {
    this.#server = server
    server.on('connection', socket => {
      this.sockets.add(socket)
      let rest = ''
      socket.setEncoding('utf8')
      socket.on('error', () => {})
      socket.on('close', () => {
        this.sockets.delete(socket)
        this.#check()
      })
      socket.on('data', (text: string) => {
        const lines = (rest + text).split('\n')
        rest = lines.pop()!
        for (const line of lines) this.records.push(JSON.parse(line))
        this.#check()
      })
      this.#check()
    })
  }

  static async listen(path: string): Promise<FakeCollector> {
    const server = createServer()
    const collector = new FakeCollector(server)
    await new Promise<void>(resolve => server.listen(path, resolve))
    return collector
  }

  get requests(): ReceivedRecord[] {
    return this.records.filter(({ endpoint }) => endpoint !== undefined)
  }

  /** Resolves when what has come in satisfies `done`. */
  until(done: (collector: this) => boolean): Promise<void> {
    return new Promise(resolve => {
      const check = () => {
        if (!done(this)) return false
        this.#waiting = this.#waiting.filter(other => other !== check)
        resolve()
        return true
      }
      if (!check()) this.#waiting.push(check)
    })
  }

  /** As a crash would: connections break, the path is free again. */
  async kill(): Promise<void> {
    const closed = new Promise(resolve => this.#server.close(resolve))
    for (const socket of this.sockets) socket.destroy()
    await closed
  }

  #check(): void {
    for (const check of [...this.#waiting]) check()
  }
}
