import { expect } from 'vitest'
import { Log } from '../harness/log.ts'
import { line } from '../harness/oracle.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'events from the future are rejected, late ones count all the same',
  async run(room) {
    const log = new Log(room.path('access.log'))
    log.write(100)
    const watch = await room.watch([log.path])
    await watch.counted(100)
    const now = Date.now() / 1000
    for (let i = 100; i < 110; i++) log.raw(line(i, now - 100_000 * (i - 99)))
    log.raw(line(500, now + 1000) + line(501, now + 86_400 * 365))
    log.next = 110
    log.write(10)
    await watch.counted(120)
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, 120]], rejected: 2 })
    expect(report.ingest.rejected.future).toBe(2)
    log.close()
  },
} satisfies Scenario
