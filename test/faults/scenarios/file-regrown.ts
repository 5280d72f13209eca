import { expect } from 'vitest'
import { Log } from '../harness/log.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'copy and truncate, and grown past the old offset before the next look',
  telling: true,
  async run(room) {
    const log = new Log(room.path('access.log'))
    log.write(100)
    const watch = await room.watch([log.path])
    for (const factor of [2, 5, 20]) {
      await watch.counted(log.next)
      log.copyAndTruncate()
      log.write(100 * factor)
    }
    await watch.counted(log.next)
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, log.next]] })
    expect(report.sources[0]?.truncations).toBe(3)
    log.close()
  },
} satisfies Scenario
