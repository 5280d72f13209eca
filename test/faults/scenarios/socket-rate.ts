import { flood, floodSeconds } from '../harness/flood.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'
import { connect, finish, send } from '../harness/sockets.ts'

export default {
  title: '100,000 lines/s through TCP: nothing lost, memory bounded',
  telling: true,
  seconds: 60 + 3 * floodSeconds,
  async run(room) {
    const watch = await room.watch(['--listen', 'tcp://127.0.0.1:0'])
    const socket = await connect((await watch.urls())[0]!)
    const count = await flood(watch, text => send(socket, text))
    await finish(socket)
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, count]] })
  },
} satisfies Scenario
