import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Log } from '../harness/log.ts'
import { until } from '../harness/program.ts'
import { expectLines, Room } from '../harness/scenario.ts'
import { Store } from './store.ts'

/** How often the recorder is killed: `KILLS=200 npm run test:history`. */
const kills = Number(process.env.KILLS ?? 25)

const endless = 60_000 + kills * 6000

describe('history: kill -9', () => {
  it(`${kills} times, at any moment, under load and rotation: every line of the files once`, {
    timeout: endless,
  }, async () => {
    const room = new Room()
    const logs = [0, 10_000_000].map((first, n) => new Log(room.path(`${'ab'[n]}.log`), first))
    const store = new Store(room)
    // About 2,000 lines a second, in bursts; the first file is rotated some 60 times, about once a second at most.
    const rotation = Math.min(0.02, 60 / (140 * kills))
    let begun = false
    const writing = setInterval(() => {
      logs[0]!.write(Math.floor(Math.random() * 40))
      logs[1]!.write(Math.floor(Math.random() * 40))
      // What was rotated away before anybody ever looked is nobody's.
      if (begun && Math.random() < rotation) logs[0]!.rotate()
    }, 20)
    let seen = 0

    let slowest = 0
    try {
      for (let round = 0; round < kills; round++) {
        const recorder = store.collect(logs.map(({ path }) => path))
        await until(
          () => recorder.stderr,
          text => text.includes('recording'),
          text => `it never began: ${text}`,
        )
        begun = true
        await delay(Math.random() * 2500)
        recorder.kill('SIGKILL')
        await recorder.ended()
        const began = performance.now()
        const report = await store.report()
        slowest = Math.max(slowest, (performance.now() - began) / 1000)
        const now = report?.requests.total ?? 0
        // What was committed is there, and nothing that was never written.
        expect(now).toBeGreaterThanOrEqual(seen)
        expect(now).toBeLessThanOrEqual(logs[0]!.next + logs[1]!.next - 10_000_000)
        seen = now
      }
    } finally {
      clearInterval(writing)
    }
    const last = store.collect(logs.map(({ path }) => path))
    await until(
      () => store.status(),
      text => text.split('\n').filter(line => /recorded by/.test(line) && !/behind/.test(line)).length === 2,
      text => text,
      60,
    )
    last.kill('SIGTERM')
    expect((await last.ended()).signal).toBe('SIGTERM')
    const report = await store.report()
    expectLines(report!, { lines: logs.map(({ next }, n) => [n * 10_000_000, next]) })
    expect(slowest).toBeLessThan(2)
    for (const log of logs) log.close()
    await room.leave()
  })
})
