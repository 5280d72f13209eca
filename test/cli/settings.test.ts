import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.ts'

const lines = [1, 2, 3, 4].map(
  i =>
    `{"timestamp":${1795336800 + i},"endpoint":"/a/${i}","method":"GET","status_code":${i === 4 ? 500 : 200},"response_time":0.1}\n`,
)
let folder: string
let below: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-settings-'))
  below = join(folder, 'deep', 'down')
  mkdirSync(below, { recursive: true })
  writeFileSync(join(below, 'access.log'), lines.join(''))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = () => join(folder, 'api-metrics.config.json')
beforeEach(() => rmSync(file(), { force: true }))

async function report(settings: unknown, args: string[] = [], env: Record<string, string> = {}) {
  if (settings !== undefined)
    writeFileSync(file(), typeof settings === 'string' ? settings : JSON.stringify(settings))
  return runCli(['report', '--format', 'json', ...args, 'access.log'], { cwd: below, env })
}

describe('settings', () => {
  it('are found in a folder above, and reach options of every kind', async () => {
    const { stdout, stderr } = await report({
      filter: 'status < 500',
      routes: false,
      'max-endpoints': 2,
      failOn: ['requests < 100', 'p95 > 1s'],
      palette: 'light',
    })
    const { requests, endpoints } = JSON.parse(stdout)
    expect(requests.total).toBe(3)
    expect(endpoints.map((each: { endpoint: string }) => each.endpoint)).toEqual(['/a/1', '/a/2', '(other)'])
    expect(stderr).toBe('api-metrics: limit crossed: requests < 100 (is 3)\n')
  })

  it('give way to a variable, and that to a flag', async () => {
    const total = async (args: string[], env: Record<string, string>) =>
      JSON.parse((await report({ filter: 'status >= 500' }, args, env)).stdout).requests.total
    expect(await total([], {})).toBe(1)
    expect(await total([], { API_METRICS_FILTER: 'status < 500' })).toBe(3)
    expect(await total(['--filter', 'status > 0'], { API_METRICS_FILTER: 'status < 500' })).toBe(4)
  })

  it('of a cluster that happen to be called like ours do not disturb', async () => {
    const { code } = await report({}, [], {
      API_METRICS_PORT: 'tcp://10.0.0.1:80',
      API_METRICS_SERVICE_HOST: '10.0.0.1',
    })
    expect(code).toBe(0)
  })

  it('say that no history is wanted', async () => {
    const info = (settings: object, env: Record<string, string> = {}) => {
      writeFileSync(file(), JSON.stringify(settings))
      return runCli(['history', 'info'], { cwd: below, env })
    }
    const none = 'api-metrics: there is no history with --no-store\n'
    expect((await info({ store: false })).stderr).toBe(none)
    expect((await info({}, { API_METRICS_STORE: 'false' })).stderr).toBe(none)
    expect((await info({ store: 'absent.db' })).stderr).toContain('there is no history yet')
  })

  it('that list nothing are those that are not there', async () => {
    const { stdout, code } = await report({ filter: [], route: [], failOn: [] })
    expect([JSON.parse(stdout).requests.total, code]).toEqual([4, 0])
  })

  it('of another command are not unknown', async () => {
    expect((await report({ refresh: '2s', incident: 'bad-deploy' })).code).toBe(0)
  })

  it.each([
    [{ maxEndpoint: 5 }, 'unknown setting: "maxEndpoint" in FILE', 'did you mean "max-endpoints"?'],
    [
      { 'max-endpoints': 'many' },
      'a wrong value: it takes a whole number above 0: "max-endpoints" in FILE',
      '',
    ],
    [{ routes: 'maybe' }, 'a wrong value: it takes true or false: "routes" in FILE', ''],
    [{ window: ['5m', '1h'] }, 'a wrong value: it takes one value, not a list: "window" in FILE', ''],
    [
      { window: { minutes: 5 } },
      'a wrong value: it takes text or a number, not {"minutes":5}: "window" in FILE',
      '',
    ],
    ['[1]', 'the settings are no JSON object: FILE', ''],
    ['{', 'the settings are no JSON: FILE', ''],
  ])('%j are refused', async (settings, message, hint) => {
    const { code, stdout, stderr } = await report(settings)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(message.replace('FILE', file()))
    expect(stderr).toContain(hint)
  })

  it('are read from where --config says, which must be there', async () => {
    const other = join(folder, 'other.json')
    writeFileSync(other, '\uFEFF{"filter":"status >= 500"}')
    const { stdout } = await report({ filter: 'status < 500' }, ['--config', other])
    expect(JSON.parse(stdout).requests.total).toBe(1)
    const { code, stderr } = await report(undefined, ['--config', join(folder, 'missing.json')])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('the settings cannot be read'),
    })
  })

  it.skipIf(process.getuid?.() !== 0)('of another user are refused unless they are named', async () => {
    const theirs = join(folder, 'deep', 'api-metrics.config.json')
    writeFileSync(theirs, '{"filter":"status >= 500"}')
    chownSync(theirs, 12_345, 12_345)
    const { code, stderr } = await report(undefined)
    expect(code).toBe(2)
    expect(stderr).toContain(`the settings belong to another user: ${theirs}`)
    expect((await report(undefined, ['--config', theirs])).code).toBe(0)
    rmSync(theirs)
  })
})
