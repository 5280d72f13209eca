import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import type { Scenario } from '../harness/scenario.ts'

export default {
  title: 'without a terminal: plain lines, no escape byte, a summary when the input ends, exit 0',
  async run(room) {
    const watch = room.start(['watch', '--no-system', '-'], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { FORCE_COLOR: '0', TERM: 'dumb' },
    })
    watch.child.stdin!.end(lines(0, 1000))
    const { code, stdout, stderr } = await watch.ended()
    expect(code).toBe(0)
    expect(stderr).toBe('')
    expect(stdout).not.toContain('\u001b')
    expect(stdout).toContain('1,000')
  },
} satisfies Scenario
