import { closeSync, openSync, writeSync } from 'node:fs'
import { expect } from 'vitest'
import { lines, type Report } from '../harness/oracle.ts'
import { reportArguments, run } from '../harness/program.ts'
import type { Scenario } from '../harness/scenario.ts'

const distinct = 1_000_000

export default {
  title:
    '1,000,000 distinct paths, methods and user agents: fixed memory, exact totals, known endpoints exact',
  seconds: 120,
  async run(room) {
    const path = room.path('access.log')
    const fd = openSync(path, 'a')
    const at = Math.floor(Date.now() / 1000)
    writeSync(fd, lines(0, 400, at))
    for (let from = 0; from < distinct; from += 10_000) {
      let text = ''
      for (let i = from; i < from + 10_000; i++)
        text += `{"timestamp":${at},"endpoint":"/q${i.toString(36)}z","method":"M${i}","status_code":200,"response_time":0.25,"user_agent":"agent/${i}"}\n`
      writeSync(fd, text)
    }
    writeSync(fd, lines(400, 800, at))
    closeSync(fd)
    const { code, stdout, peak } = await run(reportArguments(path))
    expect(code).toBe(0)
    const report = JSON.parse(stdout) as Report
    expect(report.requests.total).toBe(distinct + 800)
    expect(report.requests.durationSum).toBeCloseTo(distinct / 4 + (799 * 800) / 2 / 1000, 6)
    expect(report.endpoints.length).toBeLessThanOrEqual(1001)
    expect(report.endpoints.reduce((all, { total }) => all + total, 0)).toBe(distinct + 800)
    expect(report.endpoints.at(-1)?.endpoint).toBe('(other)')
    // The 400 endpoints that were there first: one line each from before and from after the flood.
    const known = report.endpoints.filter(({ endpoint }) => /^\/k[b-m]{3}$/.test(endpoint))
    expect(known.map(({ total }) => total)).toEqual(Array(400).fill(2))
    expect(known.reduce((all, { durationSum }) => all + durationSum, 0)).toBeCloseTo(
      (799 * 800) / 2 / 1000,
      6,
    )
    expect(peak).toBeLessThan(256)
  },
} satisfies Scenario
