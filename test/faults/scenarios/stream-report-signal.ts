import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import { until } from '../harness/program.ts'
import type { Scenario } from '../harness/scenario.ts'

export default {
  title: 'SIGUSR2 in a storm: whoever reads the report file always finds a whole one',
  async run(room) {
    const path = room.path('access.log')
    writeFileSync(path, lines(0, 5000))
    const watch = await room.watch([path])
    await watch.counted(5000)
    let read = 0
    for (let k = 0; k < 50; k++) {
      watch.kill('SIGUSR2')
      await until(
        () => {
          const { requests } = JSON.parse(readFileSync(room.path('report.json'), 'utf8'))
          expect(requests.total).toBe(5000)
          return ++read
        },
        () => true,
        () => '',
      )
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    expect(read).toBeGreaterThanOrEqual(50)
    await watch.finish()
    expect(readdirSync(room.folder).sort()).toEqual(['access.log', 'ports', 'report.json'])
  },
} satisfies Scenario
