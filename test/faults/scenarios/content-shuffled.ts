import { writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { line } from '../harness/oracle.ts'
import { reportArguments, run } from '../harness/program.ts'
import type { Scenario } from '../harness/scenario.ts'

export default {
  title: 'a shuffled log gives the same report as the sorted one',
  async run(room) {
    const path = room.path('access.log')
    const start = Math.floor(Date.now() / 1000) - 4000
    const sorted = Array.from({ length: 20_000 }, (_, i) => line(i, start + i / 5))
    const shuffled = sorted
      .map((text, i) => ({ text, key: (i * 7_368_787) % 20_011 }))
      .sort((a, b) => a.key - b.key)
      .map(({ text }) => text)
    const reportOf = async (all: readonly string[], ...more: string[]): Promise<object> => {
      writeFileSync(path, all.join(''))
      const { code, stdout } = await run([...reportArguments(path), ...more])
      expect(code).toBe(0)
      const { generatedAt, ...report } = JSON.parse(stdout)
      expect(generatedAt).toBeTruthy()
      return report
    }
    expect(await reportOf(shuffled)).toEqual(await reportOf(sorted))
    const { ingest: one, ...windowed } = (await reportOf(shuffled, '--window', '10m')) as { ingest: object }
    const { ingest: two, ...same } = (await reportOf(sorted, '--window', '10m')) as { ingest: object }
    expect(windowed).toEqual(same)
    expect(Object.keys(one)).toEqual(Object.keys(two))
  },
} satisfies Scenario
