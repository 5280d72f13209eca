import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent, type AgentOptions } from '../../src/instrument/agent.ts'
import { FakeCollector, TemporarySocket } from './fake-collector.ts'

/** An agent of this process with a collector of its own. */
export class TestAgent {
  readonly socket: TemporarySocket
  readonly collector: FakeCollector
  readonly agent: Agent
  readonly warnings: string[] = []

  private constructor(socket: TemporarySocket, collector: FakeCollector, options: Partial<AgentOptions>) {
    this.socket = socket
    this.collector = collector
    this.agent = new Agent({
      address: { kind: 'unix', path: socket.path, token: null, ownDirectory: null },
      delay: 5,
      warn: message => this.warnings.push(message),
      ...options,
    })
  }

  static async open(options: Partial<AgentOptions> = {}): Promise<TestAgent> {
    const socket = new TemporarySocket()
    return new TestAgent(socket, await FakeCollector.listen(socket.path), options)
  }

  /** Resolves when so many requests have been recorded. */
  async requests(count: number): Promise<FakeCollector['requests']> {
    await this.collector.until(({ requests }) => requests.length >= count)
    return this.collector.requests
  }

  async close(): Promise<void> {
    this.agent.close()
    if (this.warnings.length > 0) throw new Error(this.warnings.join())
    await this.collector.kill()
    this.socket.remove()
  }
}

export async function listen(
  listener: RequestListener,
): Promise<{ server: Server; url: string; port: number }> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { server, url: `http://127.0.0.1:${port}`, port }
}
