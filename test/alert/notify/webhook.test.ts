import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Delivery, type DeliveryOptions } from '../../../src/alert/notify/index.ts'
import { webhook } from '../../../src/alert/notify/webhook.ts'
import { eventOf, Receiver } from './receiver.ts'

let receiver: Receiver
let troubles: [string, number][]
const deliveries: Delivery[] = []
beforeEach(async () => {
  receiver = await Receiver.open()
  troubles = []
})
afterEach(async () => {
  for (const each of deliveries.splice(0)) await each.close(0)
  await receiver.close()
})

function deliveryTo(url: URL, options: Partial<DeliveryOptions> = {}, timeoutSeconds = 5): Delivery {
  const delivery = new Delivery(webhook(url, { timeoutSeconds }), {
    firstWait: 0.01,
    longestWait: 0.05,
    onTrouble: (_, reason, lost) => troubles.push([reason, lost]),
    ...options,
  })
  deliveries.push(delivery)
  return delivery
}

describe('a webhook', () => {
  it('is sent the message as JSON, once, in order', async () => {
    const delivery = deliveryTo(receiver.url)
    const events = ['a', 'b', 'c'].map(id => eventOf(id))
    for (const event of events) delivery.push(event)
    await delivery.settled()
    expect(receiver.requests.map(({ body }) => body)).toEqual(events)
    expect(receiver.requests[0]!.headers['content-type']).toBe('application/json')
    expect([delivery.waiting, delivery.lost, troubles]).toEqual([[], 0, []])
  })

  it('that fails is tried again until it recovers, and nothing is told twice or out of order', async () => {
    receiver.answer = (_, response) => response.writeHead(receiver.requests.length < 5 ? 503 : 200).end()
    const delivery = deliveryTo(receiver.url)
    delivery.push(eventOf('a'))
    delivery.push(eventOf('b', { status: 'resolved' }))
    await delivery.settled()
    expect(receiver.ids).toEqual(['a', 'a', 'a', 'a', 'a', 'b'])
    expect(troubles).toEqual([['it answered 503', 0]])
    expect(delivery.lost).toBe(0)
  })

  it('that hangs is given up after its time, and tried again', async () => {
    receiver.answer = (_, response) => {
      if (receiver.requests.length > 1) response.end()
    }
    const delivery = deliveryTo(receiver.url, {}, 0.1)
    delivery.push(eventOf('a'))
    await delivery.settled()
    expect(receiver.ids).toEqual(['a', 'a'])
    expect(troubles).toEqual([['no answer within 0.1 s', 0]])
  })

  it('that answers without an end counts by its status', async () => {
    receiver.answer = (_, response) => response.writeHead(200).write('…')
    const delivery = deliveryTo(receiver.url, {}, 0.5)
    delivery.push(eventOf('a'))
    await delivery.settled()
    expect([receiver.ids, troubles]).toEqual([['a'], []])
  })

  it('that is not there is tried until it is', async () => {
    const { port } = receiver
    await receiver.close()
    const url = new URL(`http://127.0.0.1:${port}/`)
    let failed = () => {}
    const refused = new Promise<void>(resolve => {
      failed = resolve
    })
    const delivery = deliveryTo(url, {
      onTrouble: (_, reason, lost) => {
        troubles.push([reason, lost])
        failed()
      },
    })
    delivery.push(eventOf('a'))
    await refused
    receiver = await Receiver.open(port)
    await delivery.settled()
    expect([receiver.ids, troubles]).toEqual([['a'], [['ECONNREFUSED', 0]]])
  })

  it.each([400, 404, 410, 301])(
    'that answers %i is not asked again: the message is lost, and counted',
    async status => {
      receiver.answer = (_, response) => response.writeHead(status, { location: '/elsewhere' }).end()
      const delivery = deliveryTo(receiver.url)
      delivery.push(eventOf('a'))
      await delivery.settled()
      expect([receiver.ids, delivery.lost]).toEqual([['a'], 1])
      expect(troubles).toEqual([[`it answered ${status}`, 1]])
    },
  )

  it('that is down for long is given up, message by message', async () => {
    receiver.answer = (_, response) => response.writeHead(500).end()
    let now = 0
    const delivery = deliveryTo(receiver.url, { oldest: 3, now: () => now++ })
    delivery.push(eventOf('a'))
    await delivery.settled()
    expect(delivery.lost).toBe(1)
    expect(troubles.at(-1)).toEqual(['it answered 500', 1])
  })

  it('that is slow has no more than so many messages waiting; the oldest go, and are counted', async () => {
    const held: (() => void)[] = []
    receiver.answer = (_, response) => held.push(() => response.end())
    const delivery = deliveryTo(receiver.url, { most: 3 })
    delivery.push(eventOf('0'))
    await receiver.had(1)
    for (let i = 1; i <= 5; i++) delivery.push(eventOf(String(i)))
    expect(delivery.waiting.map(({ id }) => id)).toEqual(['0', '4', '5'])
    expect(delivery.lost).toBe(3)
    receiver.answer = (_, response) => response.end()
    held[0]!()
    await delivery.settled()
    expect(receiver.ids).toEqual(['0', '4', '5'])
  })

  it('keeps what it could not deliver when it is closed', async () => {
    receiver.answer = () => {}
    const delivery = deliveryTo(receiver.url)
    delivery.push(eventOf('a'))
    await receiver.had(1)
    await delivery.close(0.01)
    expect(delivery.waiting.map(({ id }) => id)).toEqual(['a'])
    expect(delivery.lost).toBe(0)
  })

  it('waits longer each time, never the same, and as long as it is asked to', async () => {
    const waits: number[] = []
    const random = () => {
      waits.push(receiver.requests.length)
      return 0
    }
    receiver.answer = (_, response) =>
      response.writeHead(receiver.requests.length < 4 ? 429 : 200, { 'retry-after': '0.03' }).end()
    const begun = performance.now()
    const delivery = deliveryTo(receiver.url, { random })
    delivery.push(eventOf('a'))
    await delivery.settled()
    expect(waits).toEqual([1, 2, 3])
    expect(performance.now() - begun).toBeGreaterThanOrEqual(85)
  })

  it('gets its user and password as a header, and nobody is told its secrets', async () => {
    const url = new URL(receiver.url)
    url.username = 'pager'
    url.password = 'p@ss'
    const channel = webhook(url)
    expect(channel.name).toBe(`webhook 127.0.0.1:${receiver.port}`)
    expect(await channel.deliver(eventOf('a'), new AbortController().signal)).toEqual({ result: 'done' })
    expect(receiver.requests[0]!.headers.authorization).toBe(`Basic ${btoa('pager:p@ss')}`)
  })
})
