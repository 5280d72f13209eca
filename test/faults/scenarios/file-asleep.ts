import { Log } from '../harness/log.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'stopped while the log is rotated six times and truncated once',
  telling: true,
  async run(room) {
    const log = new Log(room.path('access.log'))
    log.write(100)
    const watch = await room.watch([log.path])
    await watch.counted(100)
    watch.kill('SIGSTOP')
    for (let k = 0; k < 6; k++) {
      log.write(100)
      if (k === 2) log.copyAndTruncate()
      else log.rotate()
      log.write(50)
    }
    log.writeLate(25)
    watch.kill('SIGCONT')
    await watch.counted(log.next)
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, log.next]] })
    log.close()
  },
} satisfies Scenario
