import { writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'SIGTERM, SIGINT and SIGHUP: everything read is reported, death by that signal within 2 s',
  telling: true,
  async run(room) {
    const path = room.path('access.log')
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      writeFileSync(path, lines(0, 3000))
      const watch = await room.watch([path, '--listen', 'tcp://127.0.0.1:0'])
      await watch.counted(3000)
      const began = performance.now()
      const { report } = await watch.finish(signal)
      expect(performance.now() - began).toBeLessThan(3000)
      expectLines(report, { lines: [[0, 3000]] })
    }
  },
} satisfies Scenario
