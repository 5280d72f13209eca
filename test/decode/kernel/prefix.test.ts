import { expect, it } from 'vitest'
import { bothWays, fixedClock, planFor } from './compare.ts'

it.each(['F', 'P', 'F:x', 'P:x', 'F:', 'P:', 'FP', ''])(
  'takes a line that a container tagged "%s" as the plain path does',
  tag => {
    const record =
      '{"time": "2026-11-22T08:40:01+00:00", "method": "GET", "uri": "/a", "status": 200, "request_time": 0.027}'
    const line = (mark: string) => `2026-11-22T08:40:01.799000000Z stdout ${mark}${record}`
    const good = Array.from({ length: 20 }, () => line('F '))
    for (const odd of [line(tag), line(`${tag} `)]) {
      const log = Buffer.from(`${[...good, odd, ...good].join('\n')}\n`)
      const plan = planFor(Buffer.from(good.join('\n')), { source: 0, clock: fixedClock })
      const { kernel, plain } = bothWays(log, plan, [log.length])
      expect(plain.rows.length).toBeGreaterThanOrEqual(40)
      expect(kernel).toEqual(plain)
    }
  },
)
