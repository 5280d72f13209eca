import { describe, expect, it } from 'vitest'
import { bell } from '../../../src/alert/notify/bell.ts'
import { parseTarget } from '../../../src/alert/notify/index.ts'
import { AppError } from '../../../src/model/index.ts'
import { eventOf } from './receiver.ts'

describe('--notify', () => {
  it.each([
    ['https://hooks.example.com/x', { kind: 'webhook', url: new URL('https://hooks.example.com/x') }],
    ['webhook:http://127.0.0.1:9/x', { kind: 'webhook', url: new URL('http://127.0.0.1:9/x') }],
    ['exec:./page.sh --team api', { kind: 'command', line: './page.sh --team api' }],
    ['bell', { kind: 'bell' }],
  ])('%s', (text, target) => expect(parseTarget(text)).toEqual(target))

  it.each(['', 'Bell', 'mailto:me@example.com', 'exec:', 'exec:  ', 'webhook:', 'https://', '/bin/page'])(
    'refuses "%s" with a hint',
    text => {
      expect(() => parseTarget(text)).toThrow(AppError)
      expect(() => parseTarget(text)).toThrow(
        expect.objectContaining({ exitCode: 2, hint: expect.any(String) }),
      )
    },
  )

  it('the bell rings for what begins and not for what is over', async () => {
    let rung = 0
    const channel = bell(() => rung++)
    const going = new AbortController().signal
    for (const status of ['firing', 'resolved', 'noData'] as const)
      expect(await channel.deliver(eventOf('a', { status }), going)).toEqual({ result: 'done' })
    expect(rung).toBe(2)
  })
})
