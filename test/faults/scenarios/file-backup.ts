import { copyFileSync } from 'node:fs'
import { Log } from '../harness/log.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'somebody makes backups of the log; they are not counted again at the next rotation',
  async run(room) {
    const log = new Log(room.path('access.log'))
    log.write(300)
    copyFileSync(log.path, room.path('access.log.before'))
    const watch = await room.watch([log.path])
    await watch.counted(300)
    copyFileSync(log.path, room.path('access.log.bak'))
    log.write(50)
    await watch.counted(350)
    copyFileSync(log.path, room.path('access.log-copy'))
    log.rotate()
    log.write(50)
    await watch.counted(400)
    log.rotate()
    log.write(50)
    await watch.counted(450)
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, 450]] })
    log.close()
  },
} satisfies Scenario
