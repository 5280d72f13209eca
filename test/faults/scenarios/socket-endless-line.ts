import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import { run } from '../harness/program.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'
import { connect, finish, send } from '../harness/sockets.ts'

export default {
  title: '1 GiB without a newline over TCP, and 200 unfinished lines of 1 MB: no memory, all counted',
  seconds: 180,
  async run(room) {
    const idle = await run(['report', '/dev/null'])
    const watch = await room.watch(['--listen', 'tcp://127.0.0.1:0'])
    const url = (await watch.urls())[0]!
    const flood = await connect(url)
    const piece = Buffer.alloc(2 ** 20, 'x')
    for (let k = 0; k < 1024; k++) await send(flood, piece)
    await send(flood, `\n${lines(0, 100)}`)
    await finish(flood)
    await watch.counted(100)
    const many = await Promise.all(Array.from({ length: 200 }, () => connect(url)))
    for (const socket of many) await send(socket, piece.subarray(0, 1_000_000))
    const good = await connect(url)
    await send(good, lines(100, 200))
    await finish(good)
    await watch.counted(200)
    for (const socket of many) socket.destroy()
    const { report, peak } = await watch.finish()
    const { rejected, partialBytes } = report.ingest
    expect(rejected.tooLong).toBeGreaterThanOrEqual(1)
    expect(rejected.tooLong! - 1 + partialBytes / 1_000_000).toBe(200)
    expectLines(report, { lines: [[0, 200]], rejected: rejected.tooLong!, partialBytes })
    expect(report.ingest.bytes + partialBytes).toBeGreaterThan(2 ** 30)
    expect(peak).toBeLessThan(idle.peak + 224)
  },
} satisfies Scenario
