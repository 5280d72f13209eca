import { setTimeout as delay } from 'node:timers/promises'
import { Log } from '../harness/log.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

const rounds = 30

export default {
  title: 'a storm of 30 rotations 300 ms apart, in three files',
  telling: true,
  async run(room) {
    const logs = [0, 100_000, 200_000].map((first, n) => new Log(room.path(`${'abc'[n]}.log`), first))
    const watch = await room.watch(logs.map(({ path }) => path))
    for (let round = 0; round < rounds; round++) {
      for (const log of logs) {
        log.write(100)
        log.rotate()
        log.write(20)
        log.writeLate(20)
      }
      await delay(300)
    }
    await watch.counted(3 * rounds * 140)
    const { report } = await watch.finish()
    expectLines(report, { lines: logs.map(({ next }, n) => [n * 100_000, next]) })
    for (const log of logs) log.close()
  },
} satisfies Scenario
