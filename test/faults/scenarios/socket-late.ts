import { once } from 'node:events'
import { lines } from '../harness/oracle.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'
import { connect } from '../harness/sockets.ts'

export default {
  title: 'what senders had sent before the end is counted',
  async run(room) {
    const watch = await room.watch([
      '--listen',
      'tcp://127.0.0.1:0',
      '--listen',
      `unix:${room.path('push.sock')}`,
    ])
    const urls = await watch.urls()
    for (const [n, url] of urls.entries()) {
      const socket = await connect(url)
      socket.end(lines(n * 20_000, n * 20_000 + 20_000))
      await once(socket, 'finish')
    }
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, 40_000]] })
  },
} satisfies Scenario
