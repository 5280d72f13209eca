import { truncateSync } from 'node:fs'
import { expect } from 'vitest'
import { Log } from '../harness/log.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'emptied without a copy while the reader is stopped: what was lost is counted',
  async run(room) {
    const log = new Log(room.path('access.log'))
    log.write(100)
    const watch = await room.watch([log.path])
    await watch.counted(100)
    log.raw('{"unfinished":')
    await watch.reports(({ sources }) => sources[0]?.state === 'following')
    await new Promise(resolve => setTimeout(resolve, 300))
    truncateSync(log.path)
    log.write(50)
    await watch.counted(150)
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, 150]], gapBytes: '{"unfinished":'.length })
    expect(report.sources[0]).toMatchObject({ truncations: 1, gapBytes: '{"unfinished":'.length })
    log.close()
  },
} satisfies Scenario
