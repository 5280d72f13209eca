import { execFileSync, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { lines, type Report } from '../harness/oracle.ts'
import { reportArguments } from '../harness/program.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  telling: true,
  title: 'a named pipe without writer is waited for, without work; then read to its end',
  async run(room) {
    const path = room.path('pipe')
    const other = room.path('other')
    execFileSync('mkfifo', [path, other])
    const report = room.start(reportArguments(path))
    const watch = await room.watch([other])
    await delay(1000)
    const before = report.cpuSeconds() + watch.cpuSeconds()
    await delay(2000)
    expect(report.cpuSeconds() + watch.cpuSeconds() - before).toBeLessThan(0.5)
    expect(report.isRunning).toBe(true)
    watch.kill('SIGTERM')
    await watch.ended()
    const writer = spawn('sh', ['-c', `cat > "${path}"`], { stdio: ['pipe', 'ignore', 'ignore'] })
    room.later(() => writer.kill('SIGKILL'))
    writer.stdin.end(lines(0, 5000))
    const { code, stdout } = await report.ended()
    expect(code).toBe(0)
    expectLines(JSON.parse(stdout) as Report, { lines: [[0, 5000]] })
  },
} satisfies Scenario
