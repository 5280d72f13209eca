import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import { binary } from '../harness/program.ts'
import type { Scenario } from '../harness/scenario.ts'

export default {
  title: 'a reader that goes away (| head) ends it at once, without a word',
  telling: true,
  async run(room) {
    const path = room.path('access.log')
    writeFileSync(path, lines(0, 20_000))
    const commands = [
      `"$0" "${binary}" report --format json "${path}" | head -1`,
      `"$0" "${binary}" report --format csv "${path}" | true`,
      `"$0" "${binary}" demo --rate 50000 | head -1`,
      `"$0" "${binary}" watch --plain --no-system --refresh 100ms "${path}" | head -1`,
    ]
    for (const command of commands) {
      const began = performance.now()
      const child = spawn('sh', ['-c', command, process.execPath], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, XDG_STATE_HOME: room.path('state') },
      })
      let stderr = ''
      child.stdout.resume()
      child.stderr.on('data', chunk => {
        stderr += chunk
      })
      await once(child, 'close')
      expect({ command, stderr }).toEqual({ command, stderr: '' })
      expect(performance.now() - began).toBeLessThan(15_000)
    }
  },
} satisfies Scenario
