import { chmodSync } from 'node:fs'
import { expect } from 'vitest'
import { Log } from '../harness/log.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

const nobody = 65_534

export default {
  title: 'permission lost and given back, across a rotation',
  async run(room) {
    const log = new Log(room.path('access.log'))
    log.write(100)
    chmodSync(log.path, 0o600)
    chmodSync(room.folder, 0o777)
    const isRoot = process.getuid?.() === 0
    if (!isRoot) chmodSync(log.path, 0o200)
    const watch = await room.watch([log.path], isRoot ? { uid: nobody } : {})
    const denied = await watch.reports(({ sources }) => sources.length > 0)
    expect(denied.sources[0]).toMatchObject({ state: 'waiting', message: 'permission denied' })
    chmodSync(log.path, 0o644)
    await watch.counted(100)
    chmodSync(log.path, isRoot ? 0o600 : 0o200)
    log.write(50)
    await watch.counted(150)
    log.rotate()
    chmodSync(log.path, isRoot ? 0o600 : 0o200)
    log.write(50)
    log.writeLate(25)
    await watch.counted(175)
    chmodSync(log.path, 0o644)
    await watch.counted(225)
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, 225]] })
    log.close()
  },
} satisfies Scenario
