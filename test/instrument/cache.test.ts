import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { recordCache, setCacheStats } from '../../src/instrument/cache.ts'
import { processAgent } from '../../src/instrument/process-agent.ts'
import { listen, TestAgent } from './agent.ts'
import type { FakeCollector } from './fake-collector.ts'
import { ownCollector } from './own-collector.ts'

let collector: FakeCollector
ownCollector(each => {
  collector = each
  processAgent()!.recordAll()
})

const hits = (path: string) =>
  collector.requests.filter(({ endpoint }) => endpoint === path).map(({ cache_hit }) => cache_hit)

describe('recordCache', () => {
  it('belongs to the request that is being served, however many there are', async () => {
    const { server, url } = await listen(async (request, response) => {
      await sleep(Math.random() * 10)
      if (request.url !== '/none') recordCache(request.url === '/hit')
      response.end()
    })
    await Promise.all(Array.from({ length: 3 }, () => fetch(`${url}/hit`)))
    await Promise.all(Array.from({ length: 60 }, (_, i) => fetch(`${url}/${['hit', 'miss', 'none'][i % 3]}`)))
    await collector.until(({ requests }) => requests.length >= 63)
    // Of the first three together, the first question is answered with one of them.
    expect(hits('/hit').filter(hit => hit === true).length).toBeGreaterThanOrEqual(21)
    expect(hits('/miss')).toEqual(Array(20).fill(false))
    expect(hits('/none')).toEqual(Array(20).fill(undefined))
    server.closeAllConnections()
    server.close()
  })

  it('throws at nothing it is given', () => {
    for (const response of [null, 5, 'x', {}] as unknown as object[]) recordCache(true, response)
    for (const stats of [null, undefined, 5] as unknown as object[]) setCacheStats(stats)
  })

  it('takes what a lookup found for whether it did', async () => {
    const { server, url } = await listen((request, response) => {
      const found = new Map([['/kept', { a: 1 }]]).get(request.url!)
      recordCache(found as never, response)
      response.end()
    })
    for (const path of ['/kept', '/absent']) await (await fetch(url + path)).text()
    await collector.until(({ requests }) => requests.some(({ endpoint }) => endpoint === '/absent'))
    expect(['/kept', '/absent'].map(hits)).toEqual([[true], [false]])
    server.closeAllConnections()
    server.close()
  })

  it('makes one hit of several lookups only if all of them were', async () => {
    const { server, url } = await listen((request, response) => {
      for (const letter of request.url!.slice(1)) recordCache(letter === 'h')
      response.end()
    })
    for (const lookups of ['hh', 'hm', 'mh', 'mm']) await fetch(`${url}/${lookups}`)
    await collector.until(({ requests }) => requests.some(({ endpoint }) => endpoint === '/mm'))
    expect(['/hh', '/hm', '/mh', '/mm'].flatMap(hits)).toEqual([true, false, false, false])
    server.closeAllConnections()
    server.close()
  })

  it('takes the response where it is at hand', async () => {
    const { server, url } = await listen((_request, response) => {
      recordCache(true, response)
      response.end()
    })
    await fetch(`${url}/response`)
    await collector.until(({ requests }) => requests.some(({ endpoint }) => endpoint === '/response'))
    expect(hits('/response')).toEqual([true])
    server.closeAllConnections()
    server.close()
  })

  it('does nothing outside a request, or with something that is no response', () => {
    expect(() => recordCache(true)).not.toThrow()
    expect(() => recordCache(true, {})).not.toThrow()
  })
})

describe('setCacheStats', () => {
  it('of nothing leaves the other gauges', async () => {
    const test = await TestAgent.open({ sampleEvery: 50 })
    const { server } = await listen(() => {})
    test.agent.setCacheStats(null as never)
    await test.collector.until(({ records }) => records.some(record => record.cpu_percent !== undefined))
    server.close()
    await test.close()
  })

  it('goes into the samples', async () => {
    setCacheStats({ size: 512, hitRatio: 0.75 })
    await collector.until(({ records }) => records.some(record => record.cache_size === 512))
    expect(collector.records.find(record => record.cache_size === 512)).toMatchObject({
      cache_hit_ratio: 0.75,
    })
  })
})
