import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { command } from '../../../src/alert/notify/command.ts'
import { eventOf } from './receiver.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const going = new AbortController().signal
const env = () => ({ PATH: process.env.PATH, OUT: join(folder, 'out') })
const written = (name = 'out') => readFileSync(join(folder, name), 'utf8')

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A zombie that nobody has asked after yet is dead.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

describe('a command', () => {
  it('is given the message as JSON and the essentials as variables', async () => {
    const line =
      'cat > "$OUT"; echo "$API_METRICS_EVENT_STATUS|$API_METRICS_EVENT_ALERT|$API_METRICS_EVENT_VALUE" >> "$OUT"'
    const event = eventOf('a')
    expect(await command(line, { env: env() }).deliver(event, going)).toEqual({ result: 'done' })
    const [json, variables] = written().trimEnd().split('\n')
    expect(JSON.parse(json!)).toEqual(event)
    expect(variables).toBe('firing|p95 > 500ms for 2m|0.6')
  })

  it('is never made of what a message says', async () => {
    const nasty = '"; touch $(dirname "$OUT")/owned; `touch owned` $(touch owned) \n'
    const event = eventOf('a', { alert: nasty, text: nasty, endpoint: nasty })
    await command('printf %s "$API_METRICS_EVENT_TEXT" > "$OUT"', { env: env() }).deliver(event, going)
    expect(written()).toBe(nasty)
    expect(() => written('owned')).toThrow()
  })

  it('that fails is not run again', async () => {
    expect(await command('exit 3', { env: env() }).deliver(eventOf('a'), going)).toEqual({
      result: 'never',
      reason: 'exit code 3',
    })
    expect(await command('/nowhere/page-me', { env: env() }).deliver(eventOf('a'), going)).toEqual({
      result: 'never',
      reason: 'exit code 127',
    })
  })

  it('may ignore what it is sent', async () => {
    const large = eventOf('a', { text: 'x'.repeat(1_000_000) })
    const quiet = command('exec 0<&-', { env: { PATH: process.env.PATH } })
    const outcome = await quiet.deliver(
      { ...large, text: 'short', alert: 'x', endpoint: 'y'.repeat(500_000) },
      going,
    )
    expect(outcome).toEqual({ result: 'done' })
  })

  it('that hangs is ended with all that it started, even if that does not want to', async () => {
    const line = `trap '' TERM; (trap '' TERM; echo $$ > "$OUT"; sh -c 'echo $$ > "$OUT.child"; trap "" TERM; while :; do sleep 1; done') & wait; while :; do sleep 1; done`
    const hanging = command(line, { env: env(), timeoutSeconds: 0.5, graceSeconds: 0.2 })
    expect(await hanging.deliver(eventOf('a'), going)).toEqual({
      result: 'never',
      reason: 'not done within 0.5 s',
    })
    const child = Number(written('out.child'))
    expect(child).toBeGreaterThan(0)
    // The kernel ends it at once; its parent may need a moment to notice.
    while (isAlive(child)) await new Promise(resolve => setImmediate(resolve))
  })

  it('is ended when the monitor ends', async () => {
    const stop = new AbortController()
    const outcome = command('sleep 60', { env: env() }).deliver(eventOf('a'), stop.signal)
    stop.abort()
    expect(await outcome).toEqual({ result: 'never', reason: 'the monitor ended' })
  })
})
