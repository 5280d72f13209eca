import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import { run } from '../harness/program.ts'
import type { Scenario } from '../harness/scenario.ts'

export default {
  title: 'a full disk on stdout or under --output: said, exit 1, nothing half-written left behind',
  telling: true,
  async run(room) {
    const path = room.path('access.log')
    writeFileSync(path, lines(0, 5000))
    for (const format of ['text', 'json', 'html', 'csv']) {
      const full = openSync('/dev/full', 'w')
      const { code, stderr } = await run(['report', '--format', format, path], {
        stdio: ['ignore', full, 'pipe'],
      })
      closeSync(full)
      expect({ format, code }).toEqual({ format, code: 1 })
      expect(stderr.trim()).not.toBe('')
      expect(stderr).not.toContain('    at ')
    }
    const old = room.path('report.json')
    writeFileSync(old, 'the last one')
    const limited = await run(['report', '--format', 'json', '-o', old, path], { shell: 'ulimit -f 8' })
    expect(limited.code === 0).toBe(false)
    expect(readFileSync(old, 'utf8')).toBe('the last one')
    const missing = await run(['report', '--format', 'json', '-o', room.path('no/where.json'), path])
    expect(missing.code).toBe(1)
    expect(missing.stderr).toContain('no/where.json')
  },
} satisfies Scenario
