import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { Log } from '../harness/log.ts'
import type { Scenario } from '../harness/scenario.ts'
import { Terminal } from '../harness/terminal.ts'

const keys = [
  '\t',
  '\u001b[A',
  '\u001b[B',
  '\u001b[C',
  '\u001b[D',
  '\r',
  '?',
  '\u001b',
  's',
  'r',
  '[',
  ']',
  '1',
  '3',
  '5',
  '0',
  'h',
  'x',
  'l',
  'c',
  ' ',
  '\u001b[5~',
  '\u001b[6~',
  'g',
  'G',
]

export default {
  title: 'a storm of keys while the log grows and is rotated: it goes on, and ends when asked',
  async run(room) {
    const log = new Log(room.path('access.log'))
    log.write(5000)
    const terminal = Terminal.program(['watch', '--no-system', log.path], { columns: 120, rows: 40 })
    room.later(() => terminal.close())
    await terminal.shows('Endpoints')
    for (let k = 0; k < 200; k++) {
      terminal.pty.write(keys[(k * 7919) % keys.length]!)
      if (k % 10 === 0) log.write(100)
      if (k % 50 === 0) log.rotate()
      await delay(15)
    }
    terminal.pty.write('\x03')
    const { exitCode, signal } = await terminal.ended()
    expect([0, 130].includes(exitCode) || signal === 2).toBe(true)
    expect(terminal.isRestored).toBe(true)
    log.close()
  },
} satisfies Scenario
