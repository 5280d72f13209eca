import { mkdirSync } from 'node:fs'
import { Log } from '../harness/log.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'a pattern picks up new files, and does not count rotated ones again',
  async run(room) {
    mkdirSync(room.path('logs'))
    const first = new Log(room.path('logs/a.log'), 0)
    first.write(100)
    const watch = await room.watch([room.path('logs/*')])
    await watch.counted(100)
    const second = new Log(room.path('logs/b.log'), 10_000)
    second.write(100)
    first.rotate()
    first.write(50)
    await watch.counted(250)
    second.rotate()
    second.write(50)
    first.copyAndTruncate()
    first.write(50)
    await watch.counted(350)
    const { report } = await watch.finish()
    expectLines(report, {
      lines: [
        [0, 200],
        [10_000, 10_150],
      ],
    })
    first.close()
    second.close()
  },
} satisfies Scenario
