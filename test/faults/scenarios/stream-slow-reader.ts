import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Scenario } from '../harness/scenario.ts'

export default {
  title: 'a reader of stdout that stops holds the program back, without growth',
  async run(room) {
    const demo = room.start(['demo', '--rate', '100000', '--duration', '1h', '--seed', '1'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    demo.child.stdout?.removeAllListeners('data')
    demo.child.stdout?.pause()
    await delay(3000)
    const first = demo.measure()
    await delay(3000)
    expect(demo.measure() - first).toBeLessThan(48)
    expect(demo.peak).toBeLessThan(256)
    demo.kill('SIGTERM')
    demo.child.stdout?.resume()
    expect((await demo.ended()).signal).toBe('SIGTERM')
  },
} satisfies Scenario
