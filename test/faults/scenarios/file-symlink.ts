import { renameSync, symlinkSync } from 'node:fs'
import { Log } from '../harness/log.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'a link that is switched to the next file, as Kubernetes does',
  async run(room) {
    const logs: Log[] = []
    const link = room.path('current.log')
    const point = (): Log => {
      const log = new Log(room.path(`${logs.length}.data`), logs.at(-1)?.next ?? 0)
      symlinkSync(log.path, `${link}.new`)
      renameSync(`${link}.new`, link)
      logs.push(log)
      return log
    }
    let log = point()
    log.write(100)
    const watch = await room.watch([link])
    for (let k = 0; k < 6; k++) {
      await watch.counted(log.next)
      log.write(10)
      log = point()
      log.write(50)
    }
    await watch.counted(log.next)
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, log.next]] })
    for (const each of logs) each.close()
  },
} satisfies Scenario
