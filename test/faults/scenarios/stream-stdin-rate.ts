import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import { run, withPatience } from '../harness/program.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

const perSecond = 100_000
const seconds = Number(process.env.FAULT_SECONDS ?? 6)

export default {
  title: '100,000 lines/s through stdin: nothing lost, memory flat',
  telling: true,
  seconds: 60 + 3 * seconds,
  async run(room) {
    const idle = await run(['report', '/dev/null'])
    const watch = await room.watch(['-'], { stdio: ['pipe', 'pipe', 'pipe'] })
    const stdin = watch.child.stdin!
    const count = perSecond * seconds
    const began = performance.now()
    for (let i = 0; i < count; i += 5000) {
      if (!stdin.write(lines(i, i + 5000)))
        await withPatience(once(stdin, 'drain'), () => 'the program does not read its stdin any more')
      const ahead = (i / perSecond) * 1000 - (performance.now() - began)
      if (ahead > 0) await delay(ahead)
    }
    const report = await watch.counted(count, 60)
    expectLines(report, { lines: [[0, count]] })
    watch.measure()
    expect(watch.peak).toBeLessThan(idle.peak + 96)
    stdin.end()
    const { code } = await watch.ended()
    expect(code).toBe(0)
    expectLines(watch.lastReport(), { lines: [[0, count]] })
  },
} satisfies Scenario
