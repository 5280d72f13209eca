import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'
import { post } from '../harness/sockets.ts'

export default {
  title:
    'HTTP: counts in the answer, refusals by their status, gzip and a gzip bomb, none of it half-counted',
  telling: true,
  async run(room) {
    const watch = await room.watch(['--listen', 'http://127.0.0.1:0', '--token', 'secret'])
    const url = (await watch.urls())[0]!
    const authorization = 'Bearer secret'
    const gzip = { authorization, 'content-encoding': 'gzip' }
    const status = async (
      ...[body, headers]: [string | Uint8Array, Record<string, string>?]
    ): Promise<number> => (await post(url, body, headers)).status

    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect(await post(url, lines(0, 100), { authorization })).toMatchObject({
      status: 200,
      body: { accepted: 100, rejected: 0, errors: [] },
    })
    expect(
      await post(url, `${lines(100, 150)}nonsense\n{"also":"nonsense"}\n${lines(150, 200)}`, {
        authorization,
      }),
    ).toMatchObject({
      status: 200,
      body: { accepted: 100, rejected: 2 },
    })
    expect((await post(url, gzipSync(lines(200, 5000)), gzip)).body).toMatchObject({ accepted: 4800 })
    expect(await post(url, lines(5000, 5001).trimEnd(), { authorization })).toMatchObject({
      body: { accepted: 1 },
    })

    expect(await status(lines(9000, 9100))).toBe(401)
    expect(await status(lines(9000, 9100), { authorization: 'Bearer wrong' })).toBe(401)
    expect((await fetch(`${url}/elsewhere`)).status).toBe(404)
    expect((await fetch(`${url}/v1/events`)).status).toBe(405)
    expect(await status('<a/>', { authorization, 'content-type': 'text/xml' })).toBe(415)
    expect(await status(lines(9000, 9100), { authorization, 'content-encoding': 'br' })).toBe(415)
    expect(await status(lines(9000, 9100), gzip)).toBe(400)
    expect(await status(gzipSync(lines(9000, 9500)).subarray(0, -20), gzip)).toBe(400)
    expect(await status(gzipSync(Buffer.alloc(300_000_000, '\n'), { level: 9 }), gzip)).toBe(413)
    expect(await status(lines(9000, 9100).repeat(3000), { authorization })).toBe(413)

    const { report, peak } = await watch.finish()
    const { ignored, rejected } = report.ingest
    expect(rejected.notJson).toBe(1)
    expect(ignored.notRequest).toBe(1)
    expectLines(report, { lines: [[0, 5001]], rejected: 1, ignored: 1 })
    expect(peak).toBeLessThan(256)
  },
} satisfies Scenario
