import { expect } from 'vitest'
import { Log } from '../harness/log.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

const count = 1500

export default {
  title: '1,500 files with 256 descriptors',
  async run(room) {
    const logs = Array.from({ length: count }, (_, n) => {
      const log = new Log(room.path(`${n}.log`), n * 100)
      log.write(20)
      log.close()
      return log
    })
    const watch = await room.watch([room.path('*.log')], { shell: 'ulimit -n 256' })
    await watch.counted(count * 20, 40)
    const again = logs.filter((_, n) => n % 10 === 0).map(({ path, next }) => new Log(path, next))
    for (const log of again) {
      log.write(10)
      log.rotate()
      log.write(10)
      log.close()
    }
    await watch.counted(count * 20 + again.length * 20, 40)
    const { report, stderr } = await watch.finish()
    expectLines(report, { lines: logs.map((_, n) => [n * 100, n * 100 + (n % 10 === 0 ? 40 : 20)]) })
    expect(stderr).toBe('')
  },
} satisfies Scenario
