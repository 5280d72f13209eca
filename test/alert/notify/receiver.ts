import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AlertEvent } from '../../../src/alert/index.ts'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A real webhook: answers as it is told, and keeps what it was sent. */
export class Receiver {
  answer: Answer = (_, response) => response.writeHead(204).end()
  readonly requests: { readonly headers: IncomingMessage['headers']; readonly body: AlertEvent }[] = []
  readonly #server: Server
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = []

  private constructor() {
    this.#server = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', text => {
        body += text
      })
      request.on('end', () => {
        this.requests.push({ headers: request.headers, body: JSON.parse(body) })
        this.answer(request, response)
        for (const { count, resolve } of this.#waiting) if (this.requests.length >= count) resolve()
      })
    })
  }

  static async open(port = 0): Promise<Receiver> {
    const receiver = new Receiver()
    receiver.#server.listen(port, '127.0.0.1')
    await once(receiver.#server, 'listening')
    return receiver
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.port}/hook/secret`)
  }

  get ids(): string[] {
    return this.requests.map(({ body }) => body.id)
  }

  /** Resolves when it has had so many requests. */
  async had(count: number): Promise<void> {
    if (this.requests.length >= count) return
    await new Promise<void>(resolve => this.#waiting.push({ count, resolve }))
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

export function eventOf(id: string, parts: Partial<AlertEvent> = {}): AlertEvent {
  return {
    version: 1,
    id,
    status: 'firing',
    alert: 'p95 > 500ms for 2m',
    figure: 'p95',
    value: 0.6,
    unit: 'seconds',
    operator: '>',
    limit: 0.5,
    endpoint: null,
    startedAt: '2026-11-22T14:00:00.000Z',
    endedAt: null,
    at: '2026-11-22T14:02:00.000Z',
    healthScore: 75,
    host: 'web-3',
    text: 'Firing: p95 is 600 ms, limit > 500 ms, for 2 min (web-3)',
    ...parts,
  }
}
