import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { lines, type Report } from '../harness/oracle.ts'
import { reportArguments, run } from '../harness/program.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'archives: several members, cut off, and a bomb',
  async run(room) {
    const path = room.path('access.log.gz')
    const report = reportArguments(path)
    writeFileSync(path, Buffer.concat([gzipSync(lines(0, 3000)), gzipSync(lines(3000, 5000))]))
    const whole = await run(report)
    expect(whole.code).toBe(0)
    expectLines(JSON.parse(whole.stdout) as Report, { lines: [[0, 5000]] })

    const archive = gzipSync(lines(0, 5000))
    writeFileSync(path, archive.subarray(0, archive.length >> 1))
    const cut = await run(report)
    expect(cut.code).toBe(1)
    expect(cut.stderr).toContain('ends in the middle')
    const { requests } = JSON.parse(cut.stdout) as Report
    expect(requests.total).toBeGreaterThan(2000)
    expect(requests.total).toBeLessThan(3000)

    writeFileSync(path, gzipSync(Buffer.alloc(400_000_000, 'x'), { level: 9 }))
    const bomb = await run(report)
    expect(bomb.peak).toBeLessThan(256)
    expect((JSON.parse(bomb.stdout) as Report).ingest).toMatchObject({ requests: 0 })
  },
} satisfies Scenario
