import { afterAll, beforeAll } from 'vitest'
import { processAgent } from '../../src/instrument/process-agent.ts'
import { FakeCollector, TemporarySocket } from './fake-collector.ts'

/** A collector for the tests of one file, to which the agent of this process sends. */
export function ownCollector(take: (collector: FakeCollector) => void): void {
  let socket: TemporarySocket
  let collector: FakeCollector
  beforeAll(async () => {
    socket = new TemporarySocket()
    collector = await FakeCollector.listen(socket.path)
    process.env.API_METRICS_URL = `unix:${socket.path}`
    take(collector)
  })
  afterAll(async () => {
    processAgent()!.close()
    await collector.kill()
    socket.remove()
  })
}
