import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import { run } from '../harness/program.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'
import { connect, finish, post, send } from '../harness/sockets.ts'

export default {
  title: 'three sockets, a file of their addresses, and one whose address is taken',
  async run(room) {
    const urls = ['tcp://127.0.0.1:0', 'http://127.0.0.1:0', `unix:${room.path('push.sock')}`]
    const watch = await room.watch(urls.flatMap(url => ['--listen', url]))
    const open = await watch.urls()
    expect(open.map(url => url.split(':')[0])).toEqual(['tcp', 'http', 'unix'])
    for (const [n, url] of open.entries()) {
      const text = lines(n * 1000, n * 1000 + 1000)
      if (url.startsWith('http')) expect((await post(url, text)).body.accepted).toBe(1000)
      else {
        const socket = await connect(url)
        await send(socket, text)
        await finish(socket)
      }
    }
    await watch.counted(3000)
    const taken = await run(['watch', '--plain', '--listen', 'tcp://127.0.0.1:0', '--listen', open[0]!])
    expect(taken.code).toBe(1)
    expect(taken.stderr).toContain(open[0]!)
    expect(taken.seconds).toBeLessThan(10)
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, 3000]] })
    expect(report.sources.map(({ kind }) => kind)).toEqual(['tcp', 'http', 'unix'])
  },
} satisfies Scenario
