import { Log } from '../harness/log.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'rename rotation with a writer that stays in the old file for a while',
  telling: true,
  async run(room) {
    const log = new Log(room.path('access.log'))
    log.write(500)
    const watch = await room.watch([log.path])
    await watch.counted(500)
    for (let k = 0; k < 5; k++) {
      log.write(100)
      log.rotate()
      log.write(100)
      log.writeLate(100)
      await watch.counted(log.next)
      log.writeLate(50)
    }
    await watch.counted(log.next)
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, log.next]] })
    log.close()
  },
} satisfies Scenario
