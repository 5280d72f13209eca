import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'vitest'
import { line, lines } from '../harness/oracle.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'
import { connect, finish, send } from '../harness/sockets.ts'

export default {
  title:
    'senders that reset, are killed in the middle of a line, or say nothing at all: the others do not notice',
  async run(room) {
    const watch = await room.watch(['--listen', 'tcp://127.0.0.1:0'])
    const url = (await watch.urls())[0]!
    const { port } = new URL(url)
    const silent = await Promise.all(Array.from({ length: 50 }, () => connect(url)))
    const polite = await connect(url)
    let next = 0
    for (let k = 0; k < 20; k++) {
      await send(polite, lines(next, next + 50))
      next += 50
      const text = lines(next, next + 10)
      next += 10
      const script = `require('net').createConnection(${port},'127.0.0.1',function(){this.write(process.argv[1],()=>setTimeout(()=>process.kill(process.pid,'SIGKILL'),20))})`
      const killed = spawn(process.execPath, ['-e', script, text + line(99_999).slice(0, 33)], {
        stdio: 'ignore',
      })
      const reset = await connect(url)
      await send(reset, line(88_888).slice(0, 5))
      reset.resetAndDestroy()
      await once(killed, 'close')
    }
    await finish(polite)
    await watch.counted(next)
    for (const socket of silent) socket.destroy()
    const { report } = await watch.finish()
    const { partialBytes } = report.ingest
    // A reset may take the five bytes with it before anyone has seen them.
    expect(partialBytes).toBeGreaterThanOrEqual(20 * 33)
    expect(partialBytes).toBeLessThanOrEqual(20 * 38)
    expectLines(report, { lines: [[0, next]], partialBytes })
  },
} satisfies Scenario
