import { writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Report } from '../harness/oracle.ts'
import { run } from '../harness/program.ts'
import type { Scenario } from '../harness/scenario.ts'

export default {
  title: 'paths and methods called __proto__ and constructor are names like others',
  async run(room) {
    const path = room.path('access.log')
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__']
    const at = Math.floor(Date.now() / 1000)
    let text = ''
    for (const [n, name] of names.entries())
      for (let k = 0; k <= n; k++)
        text += `{"timestamp":${at},"endpoint":"/${name}","method":"GET","status_code":200,"response_time":0.5,"client_ip":"${name}","error_message":"${name}"}\n`
    writeFileSync(path, text)
    const { code, stdout } = await run(['report', '--format', 'json', '--no-routes', path])
    expect(code).toBe(0)
    const { endpoints } = JSON.parse(stdout) as Report
    expect(Object.fromEntries(endpoints.map(({ endpoint, total }) => [endpoint.slice(1), total]))).toEqual(
      Object.fromEntries(names.map((name, n) => [name, n + 1])),
    )
  },
} satisfies Scenario
