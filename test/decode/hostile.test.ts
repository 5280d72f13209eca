import { describe, expect, it } from 'vitest'
import { createDecoder, type DecodeOptions } from '../../src/decode/index.ts'
import { ManualClock, type RequestBatch } from '../../src/model/index.ts'
import { addUp, lawOfCounting, type Totals, textOf } from './totals.ts'

const now = 1_795_340_000
const options: DecodeOptions = { source: 0, clock: new ManualClock(now), zone: 'UTC' }
const good =
  '{"timestamp":1795336800.5,"endpoint":"/ok","method":"GET","status_code":200,"response_time":0.25,"cache_hit":true}'

function batchesOf(input: string | Uint8Array, given: Partial<DecodeOptions> = {}): RequestBatch[] {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input
  const decoder = createDecoder({ ...options, ...given })
  return [...decoder.write(bytes, { identity: 'f', offset: bytes.length }), ...decoder.end()]
}

function read(input: string | Uint8Array, given: Partial<DecodeOptions> = {}): Totals {
  const totals = addUp(batchesOf(input, given))
  expect(lawOfCounting(totals.ingest), JSON.stringify(totals.ingest)).toBe(true)
  expect(totals.ingest.bytes).toBe(typeof input === 'string' ? Buffer.byteLength(input) : input.length)
  return totals
}

const bytes = (...parts: (string | number[] | Buffer)[]): Buffer =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))

describe('values that are not what they should be', () => {
  const record = (fields: object): string => `${JSON.stringify({ ...JSON.parse(good), ...fields })}\n`
  const raw = (key: string, value: string): string =>
    `${good.replace(new RegExp(`"${key}":[^,}]+`), `"${key}":${value}`)}\n`

  it.each([
    ['abc', '"abc"'],
    ['999', '999'],
    ['99', '99'],
    ['200.5', '200.5'],
    ['1e400', '1e400'],
    ['-200', '-200'],
    ['true', 'true'],
  ])('a status of %s is a bad field', (_, value) => {
    const { ingest, requests } = read(raw('status_code', value) + good)
    expect(requests).toBe(1)
    expect(value === 'true' ? ingest.ignored.notRequest : ingest.rejected.badField).toBe(1)
  })

  it.each(['0', '-1', '"-"', '"000"', 'null', '""'])('a status of %s is an unknown one', value => {
    expect(read(`${raw('status_code', value)}${good}\n`).statuses).toEqual({ '0': 1, '200': 1 })
  })

  it.each(['"200"', '200.0', '2e2', '"200 OK"'])('a status of %s is 200', value => {
    expect(read(raw('status_code', value)).statuses).toEqual({ '200': 1 })
  })

  it.each(['"yesterday"', '5', '-1', '1e400', '1e21', '"2026-13-45T00:00:00Z"', '[]', 'true'])(
    'a timestamp of %s is a bad field',
    value => {
      const { ingest, requests } = read(raw('timestamp', value))
      expect(requests).toBe(0)
      expect(ingest.rejected.badField).toBe(1)
    },
  )

  it.each(['null', '""', '"-"'])('a timestamp of %s is none: the time of arrival', value => {
    expect(read(raw('timestamp', value)).times).toEqual([now])
  })

  it.each(['-1', '"-"', 'null', '"fast"', '1e400', '{}', '[]', '"NaN"'])(
    'a duration of %s is none',
    value => {
      const { durations, requests } = read(raw('response_time', value))
      expect(requests).toBe(1)
      expect(durations).toEqual([])
    },
  )

  it('keeps zero durations, and large numbers', () => {
    expect(
      read(`${raw('response_time', '0')}${raw('response_time', '9007199254740993e-15')}`).durations,
    ).toEqual([0, 9.007199254740993])
  })

  it('an absent cache field says nothing, an explicit false is a miss', () => {
    const without = good.replace(',"cache_hit":true', '')
    const { hits, misses, otherCache } = read(
      `${without}\n${raw('cache_hit', 'false')}${raw('cache_hit', '"BYPASS"')}`,
    )
    expect({ hits, misses, otherCache }).toEqual({ hits: 0, misses: 1, otherCache: 1 })
  })

  it('the last of duplicate keys counts, as in JSON.parse', () => {
    expect(
      read(`${good.replace('"status_code":200', '"status_code":200,"status_code":503')}\n`).statuses,
    ).toEqual({ '503': 1 })
  })

  it('prototype names are keys and values like others', () => {
    const hostile = '{"__proto__":{"status_code":500},"constructor":{"prototype":{"x":1}},"toString":1,'
    const { requests, statuses } = read(
      `${good.replace('{', hostile)}\n${record({ endpoint: '__proto__', user_agent: 'constructor' })}`,
    )
    expect(requests).toBe(2)
    expect(statuses).toEqual({ '200': 2 })
    expect(({} as { status_code?: number }).status_code).toBeUndefined()
  })

  it('garbage requests have neither method nor endpoint', () => {
    const garbage =
      '{"time":"2026-11-22T08:40:00Z","request":"\\u0016\\u0003\\u0001","status":400,"request_time":0.001,"remote_addr":"1.2.3.4"}\n'
    expect(read(garbage).endpoints).toEqual({ '- -': 1 })
  })

  it('unregistered methods are one', () => {
    expect(read(record({ method: 'FROBNICATE' }) + record({ method: 'get' })).endpoints).toEqual({
      '_OTHER /ok': 1,
      'GET /ok': 1,
    })
  })

  it('takes scheme, host, query and fragment off', () => {
    const endpoints = [
      'https://a.test:8443/x?y#z',
      '/x?y=/z',
      'http://a.test',
      '/x#y',
      'x/y',
      '//x',
      '*',
      'http://a.test?q=1',
    ]
    expect(read(endpoints.map(endpoint => record({ endpoint })).join('')).endpoints).toEqual({
      'GET /x': 3,
      'GET /': 2,
      'GET /x/y': 1,
      'GET //x': 1,
      'GET *': 1,
    })
  })

  it('cuts endless texts', () => {
    const [batch] = batchesOf(
      record({
        endpoint: `/${'a'.repeat(100_000)}`,
        user_agent: 'b'.repeat(100_000),
        error_message: 'c'.repeat(100_000),
      }),
    )
    expect(Math.max(...batch!.strings.map(text => text.length))).toBeLessThanOrEqual(2048)
  })
})

describe('bytes that are not what they should be', () => {
  it('reads on after invalid UTF-8, NULs, marks and line separators', () => {
    const agent = (inside: number[]): Buffer => bytes(good.slice(0, -1), ',"user_agent":"a', inside, 'b"}\n')
    const { requests, ingest } = read(
      bytes(
        [0xef, 0xbb, 0xbf],
        good,
        '\r\n',
        [0, 0, 0, 0],
        good,
        '\n',
        agent([0xff, 0xc3]),
        agent([0xe2, 0x80, 0xa8]),
        agent([0xed, 0xa0, 0x80]),
        '\r\n  \n',
      ),
    )
    expect(requests).toBe(5)
    expect(ingest.ignored.blank).toBe(2)
    expect(ingest.salvaged).toBe(0)
  })

  it('an over-long line is dropped whole, the next one is intact', () => {
    const { requests, ingest } = read(
      `${good}\n{"a":"${'x'.repeat(5000)}"}\n${'y'.repeat(3000)}\n${good}\n`,
      { maxLineBytes: 1000 },
    )
    expect(requests).toBe(2)
    expect(ingest.rejected.tooLong).toBe(2)
  })

  it('300 MB without a newline cost no memory', () => {
    const decoder = createDecoder(options)
    const chunk = Buffer.alloc(1 << 20, 'x')
    let offset = 0
    const before = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 300; i++) {
      offset += chunk.length
      decoder.write(chunk, { identity: 'f', offset })
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6)
    const tail = Buffer.from(`\n${good}\n`)
    const { ingest, requests } = addUp([
      ...decoder.write(tail, { identity: 'f', offset: offset + tail.length }),
      ...decoder.end(),
    ])
    expect(requests).toBe(1)
    expect(ingest).toMatchObject({ lines: 2, bytes: offset + tail.length, rejected: { tooLong: 1 } })
  })

  it('an array of 35 MB on one line is streamed', () => {
    const decoder = createDecoder({ ...options, kernel: 'off' })
    const elements = Buffer.from(`${good},`.repeat(1000))
    let offset = 1
    const before = process.memoryUsage().arrayBuffers
    let requests = addUp(decoder.write(Buffer.from('['), { identity: 'f', offset })).requests
    for (let i = 0; i < 300; i++) {
      offset += elements.length
      for (const { length } of decoder.write(elements, { identity: 'f', offset })) requests += length
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6)
    const last = Buffer.from(`${good}]\n`)
    decoder.write(last, { identity: 'f', offset: offset + last.length })
    for (const { length } of decoder.end()) requests += length
    expect(requests).toBe(300_001)
  })

  it('a hole of NULs is no line, however long', () => {
    const { requests, ingest } = read(bytes(`${good}\n`, Array(5000).fill(0) as number[], `${good}\n`), {
      maxLineBytes: 1000,
    })
    expect(requests).toBe(2)
    expect(ingest.rejected.tooLong).toBe(0)
  })

  it('depth and width bombs', () => {
    const deep = `{"timestamp":1,"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
    const deepObject = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
    const wide = `{${Array.from({ length: 50_000 }, (_, i) => `"k${i}":${i}`).join(',')}}`
    const { requests, ingest } = read(`${deep}\n${deepObject}\n${wide}\n${good}\n`)
    expect(requests).toBe(1)
    expect(ingest.rejected.tooDeep).toBe(2)
    expect(ingest.ignored.notRequest).toBe(1)
  })

  it('things that are no objects', () => {
    const { ingest } = read(`1\n"text"\nnull\ntrue\n[1,2]\nplain\n{not json}\n{\n${good}\n}\n${good}\n`)
    expect(ingest.rejected).toMatchObject({ notObject: 5 })
    expect(ingest.rejected.notJson).toBeGreaterThanOrEqual(2)
  })

  it('two objects on a line, with and without a space', () => {
    expect(read(`${good}${good}\n${good} ${good}\n${good}`).ingest).toMatchObject({
      lines: 5,
      requests: 5,
      salvaged: 0,
    })
  })

  it('a line that broke off where the next one begins', () => {
    const { requests, ingest } = read(`${good}\n${good.slice(0, 40)}${good}\n`)
    expect(requests).toBe(2)
    expect(ingest.lines).toBe(2)
  })

  it('a last line without newline counts when it is whole', () => {
    expect(read(`${good}\n${good}`).ingest).toMatchObject({ requests: 2, partialBytes: 0 })
    expect(read(`${good}\n${good.slice(0, -3)}`).ingest).toMatchObject({
      requests: 1,
      lines: 1,
      partialBytes: good.length - 3,
    })
    expect(read(`${good}\n[${good},{"a":`).ingest).toMatchObject({ requests: 2, partialBytes: 5 })
  })

  it('broken lines cost linear time', () => {
    const attack = [
      `{"a":"${'\\x41'.repeat(10_000)}`,
      `{"${'a":"'.repeat(10_000)}`,
      `{"a":${'{"b":'.repeat(10_000)}`,
      `${'{'.repeat(60_000)}`,
      `${'{ '.repeat(30_000)}`,
      `{"a":1${' '.repeat(60_000)}x`,
      `<134>1 ${'x '.repeat(30_000)}`,
      `${'\x1b[0;'.repeat(10_000)}`,
      `{"a":"${'\\'.repeat(60_001)}`,
      `{"message":"${'a=b '.repeat(4000)}status= HTTP/"}`,
      `${'[{'.repeat(30_000)}`,
    ]
    const started = process.cpuUsage()
    for (const line of attack) read(`${good}\n${`${line}\n`.repeat(20)}`)
    // quadratic work on lines of 60 kB would take minutes
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(15)
  })
})

describe('text fields', () => {
  it('hostile text is handed on as it is', () => {
    const agent = '\u001b[31m{red-bg}<script>\u202e=cmd()'
    const [batch] = batchesOf(`${JSON.stringify({ ...JSON.parse(good), user_agent: agent })}\n`)
    expect(textOf(batch!, batch!.userAgent, 0)).toBe(agent)
  })
})
