import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { expect } from 'vitest'
import { lines, type Report } from '../harness/oracle.ts'
import { reportArguments, run } from '../harness/program.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: '300 MB without a newline, between good lines: no memory, one line lost and counted',
  telling: true,
  async run(room) {
    const path = room.path('access.log')
    const idle = await run(['report', '--format', 'json', '/dev/null'])
    writeFileSync(path, lines(0, 1000))
    const fd = openSync(path, 'a')
    const piece = Buffer.alloc(10_000_000, 'x')
    for (let k = 0; k < 30; k++) writeSync(fd, piece)
    writeSync(fd, `\n${lines(1000, 2000)}`)
    const { code, stdout, peak } = await run(reportArguments(path))
    expect(code).toBe(0)
    const report = JSON.parse(stdout) as Report
    expectLines(report, { lines: [[0, 2000]], rejected: 1 })
    expect(report.ingest.rejected.tooLong).toBe(1)
    expect(peak).toBeLessThan(idle.peak + 96)

    const watch = await room.watch([path])
    await watch.counted(2000)
    for (let k = 0; k < 10; k++) writeSync(fd, piece)
    writeSync(fd, `\n${lines(2000, 3000)}`)
    closeSync(fd)
    await watch.counted(3000)
    const followed = await watch.finish()
    expectLines(followed.report, { lines: [[0, 3000]], rejected: 2 })
    expect(followed.report.ingest.bytes).toBe(400_000_002 + lines(0, 3000).length)
    expect(followed.peak).toBeLessThan(idle.peak + 128)
  },
} satisfies Scenario
