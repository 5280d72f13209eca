import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { blockAnswer, blockOffer } from '../../src/model/index.ts'
import { received } from './received.ts'

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

export interface Abilities {
  /** Whether it takes blocks, or is of a version that says nothing to an offer of them. */
  readonly blocks?: boolean
}

/** A push socket that remembers every record. */
export class FakeCollector {
  readonly records: ReceivedRecord[] = []
  /** Offers of blocks, and blocks. */
  offers = 0
  blocks = 0
  readonly sockets: Set<Socket> = new Set<Socket>()
  readonly #server: Server
  #waiting: (() => void)[] = []

  private constructor(server: Server, { blocks = true }: Abilities) {
    this.#server = server
    server.on('connection', socket => {
      this.sockets.add(socket)
      let rest: Buffer = Buffer.alloc(0)
      socket.on('error', () => {})
      socket.on('close', () => {
        this.sockets.delete(socket)
        this.#check()
      })
      socket.on('data', bytes => {
        rest = this.#take(Buffer.concat([rest, bytes]), () => blocks && socket.write(blockAnswer))
        this.#check()
      })
      this.#check()
    })
  }

  static async listen(path: string, abilities: Abilities = {}): Promise<FakeCollector> {
    const server = createServer()
    const collector = new FakeCollector(server, abilities)
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

  /** @returns what is not whole yet */
  #take(bytes: Buffer, offered: () => void): Buffer {
    const { lines, blocks, rest } = received(bytes)
    this.blocks += blocks
    for (const line of lines) {
      if (`${line}\n` !== blockOffer) this.records.push(JSON.parse(line))
      else {
        this.offers++
        offered()
      }
    }
    return rest
  }

  #check(): void {
    for (const check of [...this.#waiting]) check()
  }
}
