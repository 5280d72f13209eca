import { writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import { binary } from '../harness/program.ts'
import type { Scenario } from '../harness/scenario.ts'
import { Terminal } from '../harness/terminal.ts'

export default {
  title: 'Ctrl-Z gives the terminal back before it stops, fg paints again',
  async run(room) {
    const path = room.path('access.log')
    writeFileSync(path, lines(0, 2000))
    const terminal = new Terminal('bash', ['--norc', '-i'])
    room.later(() => terminal.close())
    terminal.pty.write(`PS1='ready> '; "${process.execPath}" "${binary}" watch --no-system "${path}"\n`)
    await terminal.until(({ isAlternate }) => isAlternate, 'the dashboard does not come up')
    await terminal.shows('Endpoints')
    for (let k = 0; k < 2; k++) {
      terminal.pty.write('\x1a')
      await terminal.until(
        ({ isAlternate, text }) => !isAlternate && text.includes('Stopped'),
        'it does not stop',
      )
      expect(terminal.isRestored).toBe(true)
      terminal.pty.write('fg\n')
      await terminal.until(({ isAlternate }) => isAlternate, 'it does not come back')
      await terminal.shows('Endpoints')
    }
    terminal.pty.write('q')
    await terminal.until(({ isAlternate }) => !isAlternate, 'it does not end')
    terminal.pty.write('echo "code $?"\n')
    await terminal.shows('code 0')
  },
} satisfies Scenario
