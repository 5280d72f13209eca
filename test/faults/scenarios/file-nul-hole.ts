import { Log } from '../harness/log.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'truncated under a writer without O_APPEND, which leaves a hole of NULs',
  async run(room) {
    const log = new Log(room.path('access.log'), 0, 'w')
    log.write(5000)
    const watch = await room.watch([log.path])
    await watch.counted(log.next)
    for (let k = 0; k < 3; k++) {
      log.copyAndTruncate()
      log.write(100)
      await watch.counted(log.next)
    }
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, log.next]] })
    log.close()
  },
} satisfies Scenario
