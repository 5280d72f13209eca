import { mkdirSync } from 'node:fs'
import { expect } from 'vitest'
import { Log } from '../harness/log.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'missing at the start, even its folder',
  async run(room) {
    const watch = await room.watch([room.path('later/access.log')])
    const before = await watch.reports(({ sources }) => sources.length > 0)
    expect(before.sources[0]).toMatchObject({ state: 'waiting', message: 'does not exist yet' })
    mkdirSync(room.path('later'))
    const log = new Log(room.path('later/access.log'))
    log.write(200)
    await watch.counted(200)
    log.rotate()
    log.write(100)
    await watch.counted(300)
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, 300]] })
    log.close()
  },
} satisfies Scenario
