import { writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { line, lines, type Report } from '../harness/oracle.ts'
import { reportArguments, run } from '../harness/program.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

const bombs = [
  '['.repeat(100_000) + ']'.repeat(100_000),
  `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  `{${Array.from({ length: 50_000 }, (_, n) => `"k${n}":${n}`).join(',')}}`,
  '{"__proto__":{"status_code":500,"endpoint":"/x"}}',
  '{"constructor":{"prototype":{"polluted":true}},"toString":1,"hasOwnProperty":2}',
  '"just a string"',
  '42',
  'null',
  'true',
  '{"a":1}{"b":2}',
  '{"unterminated":"',
  '}',
  `{"timestamp":${'9'.repeat(400)},"note":1e400}`,
]

export default {
  title: 'depth and width bombs, hostile keys, values that are no objects',
  async run(room) {
    const path = room.path('access.log')
    let text = lines(0, 100)
    for (const [n, bomb] of bombs.entries()) text += `${bomb}\n${line(100 + n)}`
    writeFileSync(path, text)
    const { code, stdout, peak, seconds } = await run(reportArguments(path))
    expect(code).toBe(0)
    const report = JSON.parse(stdout) as Report
    const { ingest } = report
    const odd = Object.values({ ...ingest.ignored, ...ingest.rejected }).reduce((all, each) => all + each, 0)
    expect(odd).toBeGreaterThanOrEqual(bombs.length - 1)
    const rejected = Object.values(ingest.rejected).reduce((all, each) => all + each, 0)
    expectLines(report, { lines: [[0, 100 + bombs.length]], rejected, ignored: odd - rejected })
    expect(peak).toBeLessThan(256)
    expect(seconds).toBeLessThan(20)
  },
} satisfies Scenario
