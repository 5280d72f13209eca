import { writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { line, lines, type Report } from '../harness/oracle.ts'
import { reportArguments, run } from '../harness/program.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

export default {
  title: 'invalid UTF-8, CRLF, BOM, U+2028, NULs and blank lines between good lines',
  telling: true,
  async run(room) {
    const path = room.path('access.log')
    const pieces: (string | Buffer)[] = ['\ufeff', lines(0, 100)]
    for (let i = 100; i < 1000; i++) {
      const text = line(i).trimEnd()
      const withMessage = text.replace('}', `,"error_message":"\u2028 ${'ü'.repeat(i % 7)}"}`)
      if (i % 5 === 0) pieces.push(text, '\r\n')
      else if (i % 5 === 1) pieces.push(withMessage, '\n')
      else if (i % 5 === 2) pieces.push(text.replace('}', ',"x":"'), Buffer.from([0xc3, 0x28, 0xff]), '"}\n')
      else if (i % 5 === 3) pieces.push(text, '\n\n \t\r\n')
      else pieces.push(text, '\n')
    }
    writeFileSync(path, Buffer.concat(pieces.map(piece => Buffer.from(piece))))
    const { code, stdout } = await run(reportArguments(path))
    expect(code).toBe(0)
    const report = JSON.parse(stdout) as Report
    expectLines(report, { lines: [[0, 1000]], ignored: 360 })
    expect(report.ingest.ignored.blank).toBe(360)

    const nuls = Buffer.concat([
      Buffer.from(lines(0, 10)),
      Buffer.alloc(5000),
      Buffer.from(`\n${lines(10, 20)}`),
    ])
    writeFileSync(path, nuls)
    const holed = JSON.parse((await run(reportArguments(path))).stdout) as Report
    expect(holed.requests.total).toBe(20)
    expect(holed.ingest.lines).toBe(21)
  },
} satisfies Scenario
