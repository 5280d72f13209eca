import { expect, it } from 'vitest'
import { bothWays, fixedClock, planFor } from './compare.ts'

it('takes no path from a request line that does not begin with a method', () => {
  const record = {
    requestTime: '22/Nov/2026:08:40:01 +0000',
    httpMethod: 'GET',
    status: '200',
    responseLatency: 4,
  }
  const lines = ['GET /static/*', '[ET /static/*', 'PURGE /a', 'get /b HTTP/1.1', '"x /c'].map(routeKey =>
    JSON.stringify({ ...record, routeKey }),
  )
  const log = Buffer.from(`${[...lines, ...lines].join('\n')}\n`)
  const { kernel, plain } = bothWays(log, planFor(log, { source: 0, clock: fixedClock }), [log.length])
  expect(kernel).toEqual(plain)
  expect(plain.rows.map(row => row.includes('/')).slice(0, 5)).toEqual([true, false, true, true, false])
})
