import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AlertEvent } from '../../src/alert/index.ts'
import { openChannel, parseTarget } from '../../src/alert/notify/index.ts'
import { judge } from '../../src/insight/index.ts'
import { ManualClock } from '../../src/model/index.ts'
import { AlertWatch, type AlertWatchOptions } from '../../src/pipeline/alert-watch.ts'
import { parseAlert } from '../../src/query/index.ts'
import { Receiver } from '../alert/notify/receiver.ts'
import { type Call, snapshotOf } from '../insight/snapshots.ts'

let folder: string
let receiver: Receiver
let clock: ManualClock
/** Seconds that every request takes now. */
let duration: number
let said: string[]
let told: AlertEvent[]
let watch: AlertWatch | null
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
  receiver = await Receiver.open()
  clock = new ManualClock(1_700_000_000)
  duration = 0.1
  said = []
  told = []
  watch = null
})
afterEach(async () => {
  await watch?.close(0)
  await receiver.close()
  rmSync(folder, { recursive: true })
})

const file = () => join(folder, 'state', 'alerts.json')

async function open(parts: Partial<AlertWatchOptions> = {}): Promise<AlertWatch> {
  const target = parseTarget(receiver.url.href)
  watch = await AlertWatch.open({
    rules: [parseAlert('p95 > 500ms for 10s')],
    receivers: [
      { key: 'hook', channel: openChannel(target, { env: {}, ring: () => {}, timeoutSeconds: 5 }) },
    ],
    cooldownSeconds: 60,
    host: 'web-3',
    clock,
    measure: () => {
      const calls = Array.from({ length: 20 }, (_, i): Call => ({ at: i, duration }))
      const measured = snapshotOf(calls, { from: 0, to: 60 })
      return { measured, health: judge(measured) }
    },
    file: file(),
    onEvent: event => told.push(event),
    onTrouble: message => said.push(message),
    delivery: { firstWait: 0.01, longestWait: 0.02 },
    ...parts,
  })
  return watch
}

function lookFor(seconds: number): void {
  for (let i = 0; i < seconds; i++) {
    clock.advance(1)
    watch!.look()
  }
}

describe('the alerts of a monitor', () => {
  it('are told when they fire and when they are over', async () => {
    const alerts = await open()
    lookFor(5)
    duration = 0.9
    lookFor(12)
    expect(alerts.view.alerts).toMatchObject([
      { text: 'p95 > 500ms for 10s', phase: 'firing', unit: 'seconds' },
    ])
    duration = 0.1
    lookFor(12)
    await alerts.settled()
    expect(receiver.requests.map(({ body }) => body.status)).toEqual(['firing', 'resolved'])
    expect(told).toEqual(receiver.requests.map(({ body }) => body))
    expect(alerts.view).toMatchObject({ waiting: 0, lost: 0 })
  })

  it('are told once, however often the process starts anew', async () => {
    duration = 0.9
    await open()
    lookFor(12)
    await watch!.close(1)
    for (let restart = 0; restart < 3; restart++) {
      clock.advance(400)
      await open()
      expect(watch!.view.alerts[0]!.phase).toBe('firing')
      lookFor(20)
      await watch!.close(1)
    }
    await open()
    duration = 0.1
    lookFor(12)
    await watch!.settled()
    expect(receiver.requests.map(({ body }) => body.status)).toEqual(['firing', 'resolved'])
    expect(receiver.requests[1]!.body.startedAt).toBe(receiver.requests[0]!.body.startedAt)
  })

  it('are the same after a process that had no time to say goodbye', async () => {
    duration = 0.9
    await open()
    lookFor(12)
    await watch!.settled()
    const asKilled = readFileSync(file())
    await watch!.close(0)
    writeFileSync(file(), asKilled)
    clock.advance(5)
    await open()
    lookFor(30)
    await watch!.settled()
    expect(receiver.ids).toHaveLength(1)
  })

  it('that could not be told are told by the next process, once', async () => {
    receiver.answer = (_, response) => response.writeHead(503).end()
    duration = 0.9
    await open()
    lookFor(12)
    await receiver.had(2)
    await watch!.close(0)
    const tries = receiver.ids.length
    receiver.answer = (_, response) => response.end()
    await open()
    await watch!.settled()
    expect(new Set(receiver.ids).size).toBe(1)
    expect(receiver.ids.length).toBe(tries + 1)
    await watch!.close(0)
    await open()
    await watch!.settled()
    expect(receiver.ids.length).toBe(tries + 1)
  })

  it('never wait for a receiver', async () => {
    receiver.answer = () => {}
    duration = 0.9
    await open()
    lookFor(12)
    await receiver.had(1)
    const begun = performance.now()
    lookFor(100)
    expect(performance.now() - begun).toBeLessThan(2000)
    expect(watch!.view.waiting).toBe(1)
  })

  it('are kept in a file that is nobody else’s, and whole at any time', async () => {
    await open()
    lookFor(1)
    await watch!.settled()
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(folder, 'state'))).toEqual(['alerts.json'])
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ version: 1 })
  })

  it.each(['', '{"version":1,"states":{"p95 > 500ms for 10s":{"phase":"fir', '\u0000\u0000'])(
    'begin anew where the file is damaged: %j',
    async text => {
      mkdirSync(join(folder, 'state'))
      writeFileSync(file(), text)
      await open()
      expect(said).toEqual([expect.stringContaining('alerts begin anew')])
      expect(watch!.view.alerts[0]!.phase).toBe('noData')
    },
  )

  it.each([
    { version: 2, states: 7 },
    {
      version: 1,
      states: { 'p95 > 500ms for 10s': { phase: 'firing' } },
      undelivered: { hook: [1, { id: 'x' }] },
    },
    { version: 1, states: [], undelivered: { hook: 'x' } },
    [],
  ])('leave out what they cannot use: %j', async kept => {
    mkdirSync(join(folder, 'state'))
    writeFileSync(file(), JSON.stringify(kept))
    await open()
    expect(watch!.view).toMatchObject({ alerts: [{ phase: 'noData' }], waiting: 0 })
    expect(said).toEqual([])
  })

  it('go on where nothing can be kept, and say so once', async () => {
    writeFileSync(join(folder, 'state'), 'a file where the folder should be')
    duration = 0.9
    await open()
    lookFor(12)
    await watch!.settled()
    duration = 0.1
    lookFor(12)
    await watch!.settled()
    expect(receiver.requests.map(({ body }) => body.status)).toEqual(['firing', 'resolved'])
    expect(said.filter(text => text.includes('not remembered'))).toHaveLength(1)
  })
})
