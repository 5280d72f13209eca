import { once } from 'node:events'
import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'
import { connect, finish, send } from '../harness/sockets.ts'

export default {
  title: 'a token over TCP is the first line; who has none counts for nothing',
  async run(room) {
    const watch = await room.watch(['--listen', 'tcp://127.0.0.1:0', '--token', 'secret'])
    const url = (await watch.urls())[0]!
    for (const first of ['', '{"token":"wrong"}\n']) {
      const stranger = await connect(url)
      let answer = ''
      stranger.on('data', chunk => {
        answer += chunk
      })
      await send(stranger, first + lines(5000, 5100))
      await once(stranger, 'close')
      expect(answer).toContain('token')
    }
    const friend = await connect(url)
    await send(friend, `{"token":"secret"}\n${lines(0, 500)}`)
    await finish(friend)
    await watch.counted(500)
    expectLines((await watch.finish()).report, { lines: [[0, 500]] })
  },
} satisfies Scenario
