import { appendFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { line, lines, type Report } from '../harness/oracle.ts'
import { reportArguments, run } from '../harness/program.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'a last line without newline: counted by report if it is whole, held by watch until it is',
  async run(room) {
    const path = room.path('access.log')
    const report = async (): Promise<Report> => {
      const { code, stdout } = await run(reportArguments(path))
      expect(code).toBe(0)
      return JSON.parse(stdout) as Report
    }
    writeFileSync(path, lines(0, 50) + line(50).trimEnd())
    expectLines(await report(), { lines: [[0, 51]] })
    const half = line(50).slice(0, 30)
    writeFileSync(path, lines(0, 50) + half)
    expectLines(await report(), { lines: [[0, 50]], partialBytes: half.length })
    const watch = await room.watch([path])
    await watch.counted(50)
    appendFileSync(path, line(50).slice(30).trimEnd())
    expect((await watch.report()).requests.total).toBe(50)
    appendFileSync(path, `\n${line(51)}`)
    await watch.counted(52)
    expectLines((await watch.finish()).report, { lines: [[0, 52]] })
  },
} satisfies Scenario
