import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'vitest'
import { line, lines, type Report } from '../harness/oracle.ts'
import { reportArguments } from '../harness/program.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'a writer on stdin that is killed in the middle of a line',
  async run(room) {
    const half = line(1000).slice(0, 40)
    const report = room.start(reportArguments(), { stdio: ['pipe', 'pipe', 'pipe'] })
    const script = `process.stdout.write(${JSON.stringify(lines(0, 1000) + half)},()=>process.kill(process.pid,'SIGKILL'))`
    const writer = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    writer.stdout.pipe(report.child.stdin!)
    await once(writer, 'close')
    const { code, stdout } = await report.ended()
    expect(code).toBe(0)
    expectLines(JSON.parse(stdout) as Report, { lines: [[0, 1000]], partialBytes: half.length })
  },
} satisfies Scenario
