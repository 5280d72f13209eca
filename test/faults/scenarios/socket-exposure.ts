import { existsSync } from 'node:fs'
import { expect } from 'vitest'
import { run } from '../harness/program.ts'
import type { Scenario } from '../harness/scenario.ts'

export default {
  title: 'where others can reach it, a socket is refused without a token: exit 2, hint, nothing opened',
  telling: true,
  async run(room) {
    const unix = `unix:${room.path('push.sock')}`
    for (const url of ['tcp://0.0.0.0:0', 'http://0.0.0.0:0', 'tcp://[::]:0', 'http://example.invalid:0']) {
      const ports = room.path('ports')
      const { code, stderr } = await run([
        'watch',
        '--plain',
        '--listen',
        unix,
        '--listen',
        url,
        '--port-file',
        ports,
      ])
      expect({ url, code }).toEqual({ url, code: 2 })
      expect(stderr).toContain(url)
      expect(stderr).toMatch(/hint: .*--token/)
      expect(existsSync(ports) || existsSync(room.path('push.sock'))).toBe(false)
    }
    for (const url of ['tcp://:9125', 'tcp://127.0.0.1', 'nonsense', 'udp://127.0.0.1:1']) {
      const { code, stderr } = await run(['watch', '--plain', '--listen', url])
      expect({ url, code }).toEqual({ url, code: 2 })
      expect(stderr).toContain('hint: ')
    }
    const watch = await room.watch(['--listen', 'tcp://0.0.0.0:0'], { env: { API_METRICS_TOKEN: 'secret' } })
    expect((await watch.urls())[0]).toMatch(/^tcp:\/\/0\.0\.0\.0:\d+$/)
    await watch.finish()
  },
} satisfies Scenario
