import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.ts'

let folder: string
const at = (name: string) => join(folder, name)

/** 200 requests, one a second; those of one route take `seconds`, every tenth of it fails with `failures`. */
function log(begin: number, seconds: number, status: number): string {
  return Array.from({ length: 200 }, (_, i) => {
    const slow = i % 2 === 0
    return `${JSON.stringify({
      timestamp: begin + i,
      endpoint: slow ? '/search' : '/home',
      method: 'GET',
      status_code: slow && i % 20 === 0 ? status : 200,
      response_time: slow ? seconds * (1 + (i % 7) / 10) : 0.01 + (i % 5) / 1000,
    })}\n`
  }).join('')
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-compare-'))
  writeFileSync(at('before.log'), log(1_795_336_800, 0.1, 200))
  writeFileSync(at('after.log'), log(1_795_337_000, 0.4, 500))
  writeFileSync(at('both.log'), log(1_795_336_800, 0.1, 200) + log(1_795_337_000, 0.4, 500))
  const { code } = await runCli(['report', at('before.log'), '--format', 'json', '-o', at('before.json')])
  expect(code).toBe(0)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function compared(args: string[]) {
  const { stdout, stderr, code } = await runCli(['report', '--format', 'json', ...args])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(stdout).comparedWith
}

interface Movement {
  endpoint: string | null
  figure: string
  verdict: string
}

const worse = (movements: Movement[]) =>
  movements
    .filter(({ verdict }) => verdict === 'worse')
    .map(({ endpoint, figure }) => `${endpoint ?? 'all'} ${figure}`)

describe('report --compare', () => {
  it('says what is worse than in the base, and only that', async () => {
    const { base, movements } = await compared([at('after.log'), '--compare', at('before.json')])
    expect(base).toMatchObject({ name: 'before.json', requests: 200 })
    expect(worse(movements)).toEqual(
      expect.arrayContaining(['/search p50', '/search p95', '/search errorRate']),
    )
    expect(worse(movements).filter(each => each.startsWith('/home'))).toEqual([])
  })

  it('finds nothing against itself', async () => {
    const { movements } = await compared([at('before.log'), '--compare', at('before.json')])
    expect(movements.filter(({ verdict }: Movement) => verdict === 'worse' || verdict === 'better')).toEqual(
      [],
    )
  })

  it('compares with the window before', async () => {
    const { base, movements } = await compared([at('both.log'), '--window', '199s', '--compare', 'previous'])
    expect(base.name).toBe('the window before')
    expect(worse(movements)).toEqual(expect.arrayContaining(['/search p95']))
  })

  it.each([
    [['--compare', 'previous'], 2, 'needs a window'],
    [['--compare', '/nowhere/base.json'], 1, 'no such file or directory: /nowhere/base.json'],
  ])('%j is refused before anything is read', async (args, expected, message) => {
    const { stdout, stderr, code } = await runCli(['report', at('before.log'), ...args])
    expect([stdout, code]).toEqual(['', expected])
    expect(stderr).toContain(message)
  })

  it('refuses a file that is no report', async () => {
    const { stderr, code } = await runCli(['report', at('after.log'), '--compare', at('before.log')])
    expect(code).toBe(1)
    expect(stderr).toContain('not a JSON report')
    expect(stderr).toContain('hint: a base is written by')
  })
})
