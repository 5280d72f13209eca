import { unlinkSync } from 'node:fs'
import { Log } from '../harness/log.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'deleted and created again, each time with the inode it had',
  async run(room) {
    let log = new Log(room.path('access.log'))
    log.write(100)
    const watch = await room.watch([log.path])
    for (let k = 0; k < 10; k++) {
      await watch.counted(log.next)
      log.write(10)
      unlinkSync(log.path)
      log.close()
      log = new Log(log.path, log.next)
      log.write(100)
    }
    await watch.counted(log.next)
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, log.next]] })
    log.close()
  },
} satisfies Scenario
