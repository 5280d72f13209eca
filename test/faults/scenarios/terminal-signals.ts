import { writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import type { Scenario } from '../harness/scenario.ts'
import { Terminal } from '../harness/terminal.ts'

const signals = { SIGTERM: 15, SIGINT: 2, SIGHUP: 1 } as const

export default {
  title: 'a signal while the dashboard is shown: the terminal is as before, death by that signal within 2 s',
  telling: true,
  async run(room) {
    const path = room.path('access.log')
    writeFileSync(path, lines(0, 2000))
    for (const [name, number] of Object.entries(signals)) {
      const terminal = Terminal.program(['watch', '--no-system', path])
      room.later(() => terminal.close())
      await terminal.until(({ isAlternate }) => isAlternate, 'the dashboard does not come up')
      await terminal.shows('Endpoints')
      const began = performance.now()
      process.kill(terminal.pty.pid, name)
      const { signal, exitCode } = await terminal.ended()
      expect({ name, signal, exitCode }).toMatchObject({ name, signal: number })
      expect(performance.now() - began).toBeLessThan(3000)
      expect({ name, restored: terminal.isRestored }).toEqual({ name, restored: true })
    }
  },
} satisfies Scenario
