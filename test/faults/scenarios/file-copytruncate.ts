import { Log } from '../harness/log.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'copy and truncate, while lines wait that nobody has read',
  telling: true,
  async run(room) {
    const log = new Log(room.path('access.log'))
    log.write(1000)
    const watch = await room.watch([log.path])
    await watch.counted(log.next)
    for (let k = 0; k < 4; k++) {
      log.write(300)
      log.copyAndTruncate()
      log.write(200)
      await watch.counted(log.next)
    }
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, log.next]] })
    log.close()
  },
} satisfies Scenario
