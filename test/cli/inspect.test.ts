import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixture, runCli } from '../support/cli.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('inspect', () => {
  it('says which field became what, in which unit and why, with a sample', async () => {
    const { stdout, stderr, code } = await runCli(['inspect', fixture('logs/caddy.jsonl')])
    expect([stderr, code]).toEqual(['', 0])
    expect(stdout).toMatch(/caddy format/)
    expect(stdout).toMatch(/duration +duration +s +caddy writes seconds here/)
    expect(stdout).toMatch(/endpoint +request\.uri/)
    expect(stdout).toMatch(/status +200/)
  })

  it('says the same of a log on stdin', async () => {
    const path = fixture('logs/pino-http.jsonl')
    const file = await runCli(['inspect', path])
    const piped = await runCli(['inspect'], { input: readFileSync(path) })
    expect(piped.stdout.replace(/^-:/, `${path}:`)).toBe(file.stdout)
  })

  it('shows what was overridden by hand', async () => {
    const path = join(folder, 'odd.jsonl')
    writeFileSync(
      path,
      `${JSON.stringify({ when: 1_700_000_000, what: 'GET', where: '/a', code: 200, span: 12 })}\n`.repeat(
        60,
      ),
    )
    const map = 'timestamp=when,method=what,endpoint=where,status=code,duration=span:ms'
    const { stdout, code } = await runCli(['inspect', '--map', map, path])
    expect(code).toBe(0)
    expect(stdout).toMatch(/duration +span +ms/)
    expect(stdout).toMatch(/12\.0 ms/)
  })

  it('names what a log looks like that is no JSON, and so does report', async () => {
    const path = join(folder, 'combined.log')
    writeFileSync(
      path,
      '203.0.113.7 - - [22/Nov/2026:08:26:22 +0000] "GET / HTTP/1.1" 200 12 "-" "curl/8.9"\n'.repeat(5),
    )
    for (const command of ['inspect', 'report']) {
      const { stderr, code } = await runCli([command, path])
      expect(code).toBe(1)
      expect(stderr).toMatch(
        /^api-metrics: this is not a JSON log; it looks like Apache\/nginx combined log: .*combined\.log\n/,
      )
    }
  })

  it('lists the formats known by name', async () => {
    const { stdout } = await runCli(['inspect', '--list'])
    for (const name of ['native', 'caddy', 'nginx', 'pino-http', 'fastify'])
      expect(stdout).toMatch(new RegExp(`^${name} `, 'm'))
  })
})
