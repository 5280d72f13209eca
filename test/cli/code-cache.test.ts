import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fixture, runCli } from '../support/cli.ts'

// Black box: V8 and its cache are real, and a damaged one ends a process that believes it.

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const cache = (): string => join(folder, 'api-metrics')
const kept = (): string => join(cache(), readdirSync(cache())[0]!)

/** As if the run that made it had taken so long: how long one takes depends on what else the machine does. */
function pretend(milliseconds: number): void {
  const bytes = readFileSync(kept())
  bytes.writeUInt32LE(milliseconds, 4)
  writeFileSync(kept(), bytes)
}
const forever = 0xffff_ffff

async function report(env: Record<string, string> = {}): Promise<string> {
  const args = ['report', '--format', 'csv', fixture('logs/caddy.jsonl')]
  const { stdout, stderr, code } = await runCli(args, { env: { XDG_CACHE_HOME: folder, ...env } })
  expect([stderr, code]).toEqual(['', 0])
  return stdout
}

describe('what V8 compiled', () => {
  it('is kept by the first run and taken by the second, for nobody else to write', async () => {
    const first = await report()
    expect(readdirSync(cache())).toEqual([
      expect.stringMatching(/^report-files-[0-9a-f]{16}-[0-9a-f]+\.bin$/),
    ])
    pretend(forever)
    const { ino, mtimeMs, mode, size } = statSync(kept())
    expect([mode & 0o777, statSync(cache()).mode & 0o777]).toEqual([0o600, 0o700])
    expect(size).toBeGreaterThan(100_000)
    expect(await report()).toBe(first)
    expect(statSync(kept())).toMatchObject({ ino, mtimeMs })
  })

  it('is taken after a run with threads, which set back flags that it depends on', async () => {
    const log = join(folder, 'big.jsonl')
    writeFileSync(log, readFileSync(fixture('logs/caddy.jsonl'), 'utf8').repeat(230))
    const big = ['report', '--debug', log]
    const env = { XDG_CACHE_HOME: folder }
    expect((await runCli(big, { env })).stderr).toContain('2 threads read')
    pretend(forever)
    const { ino } = statSync(kept())
    await runCli(big, { env })
    expect(statSync(kept()).ino).toBe(ino)
  })

  it('grows with a run that does more, and does not shrink with the next that does less', async () => {
    await report()
    const sizes = [statSync(kept()).size]
    for (const format of ['html', 'csv']) {
      pretend(1)
      await runCli(['report', '--format', format, fixture('logs/caddy.jsonl')], {
        env: { XDG_CACHE_HOME: folder },
      })
      expect(readFileSync(kept()).readUInt32LE(4)).toBeGreaterThan(1)
      sizes.push(statSync(kept()).size)
    }
    expect(sizes[1]).toBeGreaterThan(sizes[0]! + 10_000)
    expect(sizes[2]).toBeGreaterThanOrEqual(sizes[1]!)
  })

  it('is not kept of a run that failed', async () => {
    const args = ['report', join(folder, 'nothing.jsonl')]
    expect((await runCli(args, { env: { XDG_CACHE_HOME: folder } })).code).toBe(1)
    expect(readdirSync(folder)).toEqual([])
  })

  it('means the same beyond ASCII', async () => {
    const line = JSON.stringify({
      time: '2026-11-22T10:00:00Z',
      method: 'GET',
      path: '/',
      status: 200,
      duration: '250µs',
    })
    for (let run = 0; run < 2; run++) {
      const env = { XDG_CACHE_HOME: folder }
      const { stdout } = await runCli(['report', '--format', 'json', '-'], { env, input: `${line}\n` })
      expect(stdout).toContain('"mean": 0.00025')
    }
  })

  it('is made anew where it was damaged or cut off', async () => {
    const first = await report()
    const sound = readFileSync(kept())
    for (const [what, bytes] of [
      ['nothing', Buffer.alloc(0)],
      ['cut off', sound.subarray(0, sound.length / 2)],
      ['zeros', Buffer.alloc(sound.length)],
      ...[1, 3000, 50_000, sound.length - 9].map(at => {
        const bytes = Buffer.from(sound)
        bytes[at]! ^= 0x55
        return [`damaged at ${at}`, bytes] as const
      }),
    ] as const) {
      writeFileSync(kept(), bytes)
      expect([what, await report()]).toEqual([what, first])
      expect(statSync(kept()).size).toBeGreaterThan(100_000)
      expect(readFileSync(kept()).equals(bytes)).toBe(false)
    }
  })

  it('is not believed where others may write', async () => {
    await report()
    const { ino } = statSync(kept())
    chmodSync(kept(), 0o666)
    await report()
    expect(statSync(kept()).ino).not.toBe(ino)
    expect(statSync(kept()).mode & 0o777).toBe(0o600)
  })

  it('is not kept where that is impossible or unwanted, without a word', async () => {
    mkdirSync(join(folder, 'home'))
    writeFileSync(join(folder, 'home', '.cache'), 'a file')
    const first = await report({ XDG_CACHE_HOME: '', HOME: join(folder, 'home') })
    expect(await report({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe(first)
    expect(readdirSync(folder)).toEqual(['home'])
    expect(first).not.toBe('')
  })
})
