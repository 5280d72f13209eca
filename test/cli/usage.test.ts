import { describe, expect, it } from 'vitest'
import { fixture, runCli } from '../support/cli.ts'

describe('the command line', () => {
  it.each([
    [['report', '--windo', '1h'], /--window/],
    [['report', '--window', '1 parsec'], /duration/],
    [['report', '--window', '900ms', '-'], /1s at least/],
    [['report', '--window', '99999999999999999999h', '-'], /36500d/],
    [['reprot'], /did you mean report\?/],
    [['help', 'reprot'], /did you mean report\?/],
    [['inspect', '--filter', 'status >= 500', '-'], /unknown option.*--filter/],
    [[fixture('logs/caddy.jsonl')], /api-metrics watch .*caddy\.jsonl/],
    [['report', '--format', 'pdf'], /text, json/],
    [['demo', '--incident', 'slow-databse'], /slow-database/],
    [['report', '--map', 'endpont=url', '-'], /endpoint/],
    [['watch', '--demo', '--report', '-'], /path of a file/],
    [['report', '--group-by', '', '-'], /it is empty/],
    [['report', '--route', 'users/:name', '-'], /begins with \//],
    [
      ['report', '--config', 'absent.json', '-'],
      /cannot be read: no such file or directory: .*absent\.json\n/,
    ],
    [['watch', '--plain', '--no-store', '--token', ' ', '--listen', 'tcp://0.0.0.0:0'], /it is empty/],
    [
      ['watch', '--plain', '--no-store', '--metrics', 'localhost', '-'],
      /an address with a port: localhost\n/,
    ],
    [['watch', '--plain', '--demo', 'access.log'], /nothing else is read: access\.log\n/],
    [['watch', '--plain', '--demo', '--refresh', '30d'], /10ms to 24h/],
  ])('refuses %j with exit code 2 and a hint', async (args, hint) => {
    const { stdout, stderr, code } = await runCli(args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^api-metrics: /)
    expect(stderr).toMatch(hint)
    expect(stderr).not.toContain('    at ')
  })

  it.each([
    [['--help']],
    [['report', '--help']],
    [['watch', '--help']],
    [['inspect', '--help']],
    [['collect', '--help']],
    [['demo', '--help']],
  ])('%j explains itself, with examples', async args => {
    const { stdout, stderr, code } = await runCli(args)
    expect([stderr, code]).toEqual(['', 0])
    expect(stdout).toMatch(/Examples:\n {2}api-metrics /)
  })

  it('says why it does not know where history lies', async () => {
    for (const args of [['report'], ['history', 'info']]) {
      const { stderr, code } = await runCli(args, { env: { HOME: '', XDG_STATE_HOME: '' } })
      expect([stderr, code]).toEqual([
        'api-metrics: where history lies is not known\nhint: set XDG_STATE_HOME or HOME, or give --store PATH\n',
        2,
      ])
    }
  })

  it('helps by the word too', async () => {
    for (const [words, flags] of [
      [['help'], ['--help']],
      [
        ['help', 'report'],
        ['report', '--help'],
      ],
    ] as const) {
      const { stdout, stderr, code } = await runCli(words)
      expect([stdout, stderr, code]).toEqual([(await runCli(flags)).stdout, '', 0])
    }
  })

  it('prints its version', async () => {
    const { stdout, code } = await runCli(['--version'])
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(code).toBe(0)
  })

  it('shows help without input', async () => {
    const { stdout, code } = await runCli([])
    expect(stdout).toBe((await runCli(['--help'])).stdout)
    expect(stdout).toMatch(/^Usage: api-metrics \[options\] \[command\]\n/)
    expect(stdout).toContain('\nExamples:\n')
    expect(code).toBe(0)
  })
})
