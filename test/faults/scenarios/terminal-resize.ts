import { writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import type { Scenario } from '../harness/scenario.ts'
import { Terminal } from '../harness/terminal.ts'

export default {
  title: 'a storm of sizes, down to 1×1, while the log grows',
  telling: true,
  async run(room) {
    const path = room.path('access.log')
    writeFileSync(path, lines(0, 2000))
    const terminal = Terminal.program(['watch', '--no-system', path])
    room.later(() => terminal.close())
    await terminal.until(({ isAlternate }) => isAlternate, 'the dashboard does not come up')
    for (let k = 0; k < 150; k++) {
      const columns = 1 + ((k * 7919) % 230)
      const rows = 1 + ((k * 104_729) % 70)
      terminal.pty.resize(columns, rows)
      terminal.screen.resize(columns, rows)
      await delay(10)
    }
    for (const [columns, rows] of [
      [1, 1],
      [2, 1],
      [1, 2],
      [300, 100],
      [100, 30],
    ] as const) {
      terminal.pty.resize(columns, rows)
      terminal.screen.resize(columns, rows)
      await delay(100)
    }
    await terminal.shows('Endpoints')
    terminal.pty.write('q')
    expect((await terminal.ended()).exitCode).toBe(0)
    expect(terminal.isRestored).toBe(true)
  },
} satisfies Scenario
