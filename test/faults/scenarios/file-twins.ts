import { appendFileSync, copyFileSync, symlinkSync } from 'node:fs'
import { Log } from '../harness/log.ts'
import { line } from '../harness/oracle.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'two files with equal beginnings are two; one file under two names is one',
  async run(room) {
    const log = new Log(room.path('a.log'), 1000)
    const header = '{"message":"the same beginning"}\n'.repeat(200)
    log.raw(header)
    copyFileSync(log.path, room.path('b.log'))
    symlinkSync('a.log', room.path('link.log'))
    log.write(100)
    for (let i = 0; i < 100; i++) appendFileSync(room.path('b.log'), line(i))
    const watch = await room.watch([room.path('a.log'), room.path('b.log'), room.path('link.log')])
    await watch.counted(200)
    log.write(10)
    await watch.counted(210)
    const { report } = await watch.finish()
    expectLines(report, {
      lines: [
        [0, 100],
        [1000, 1110],
      ],
      ignored: 400,
    })
    log.close()
  },
} satisfies Scenario
