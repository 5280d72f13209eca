import { once } from 'node:events'
import { expect } from 'vitest'
import { flood, floodSeconds } from '../harness/flood.ts'
import { withPatience } from '../harness/program.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: '100,000 lines/s through stdin: nothing lost, memory bounded',
  telling: true,
  seconds: 60 + 3 * floodSeconds,
  async run(room) {
    const watch = await room.watch(['-'], { stdio: ['pipe', 'pipe', 'pipe'] })
    const stdin = watch.child.stdin!
    const count = await flood(watch, async text => {
      if (!stdin.write(text))
        await withPatience(once(stdin, 'drain'), () => 'the program does not read its stdin any more')
    })
    stdin.end()
    const { code } = await watch.ended()
    expect(code).toBe(0)
    expectLines(watch.lastReport(), { lines: [[0, count]] })
  },
} satisfies Scenario
