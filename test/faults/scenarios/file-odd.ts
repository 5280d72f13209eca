import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { lines, type Report } from '../harness/oracle.ts'
import { run } from '../harness/program.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title:
    'a directory, a device, a broken link, a circle of links, a missing file: said, exit 1, the rest reported',
  telling: true,
  async run(room) {
    const good = room.path('good.log')
    writeFileSync(good, lines(0, 100))
    mkdirSync(room.path('directory'))
    symlinkSync('nowhere', room.path('broken'))
    symlinkSync('circle', room.path('circle'))
    const odd = ['directory', 'broken', 'circle', 'missing'].map(name => room.path(name))
    for (const path of [...odd, '/dev/zero']) {
      const { code, stderr, stdout, seconds } = await run([
        'report',
        '--format',
        'json',
        '--no-routes',
        path,
        good,
      ])
      expect({ path, code }).toEqual({ path, code: 1 })
      expect(stderr).toContain(path)
      expect(stderr).not.toContain('    at ')
      expectLines(JSON.parse(stdout) as Report, { lines: [[0, 100]] })
      expect(seconds).toBeLessThan(10)
    }
  },
} satisfies Scenario
