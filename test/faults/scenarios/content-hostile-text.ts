import { writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { run } from '../harness/program.ts'
import type { Scenario } from '../harness/scenario.ts'

const hostile = [
  '\u001b[2J\u001b]0;title\u0007',
  '\u009b31m',
  '\r\b\b\b',
  '\u202eevil\u2066',
  '\u200b\u2060',
  '{red-bg}{bold}',
  '<script>alert(1)</script>',
  '=cmd|/c calc',
  '+1+1',
  '@SUM(A1)',
  '|x`y`*z*',
]

export default {
  title: 'control characters, bidi, markup and formulas from a log are neutral in every format',
  async run(room) {
    const path = room.path('access.log')
    const at = Math.floor(Date.now() / 1000)
    writeFileSync(
      path,
      hostile
        .map(text => {
          const name = JSON.stringify(text)
          return `{"timestamp":${at},"endpoint":${JSON.stringify(`/${text}`)},"method":"GET","status_code":500,"response_time":0.5,"client_ip":${name},"user_agent":${name},"error_message":${name}}\n`
        })
        .join(''),
    )
    for (const format of ['text', 'markdown', 'csv', 'html', 'json']) {
      const { code, stdout, stderr } = await run(['report', '--format', format, '--no-routes', path])
      expect({ format, code, stderr }).toEqual({ format, code: 0, stderr: '' })
      expect(stdout.replaceAll('\r\n', '\n')).not.toMatch(
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
      )
      if (format === 'html') expect(stdout).not.toContain('<script>alert')
      if (format === 'csv') expect(stdout).not.toMatch(/(^|[,"])[=+@]/m)
    }
    const watch = await room.watch([path, '--plain'])
    await watch.counted(hostile.length)
    const { stdout } = await watch.finish()
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
  },
} satisfies Scenario
