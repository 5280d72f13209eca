import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  createDecoder,
  type DecodeOptions,
  detect,
  type Halves,
  listFormats,
  parseFieldMap,
  parseUnits,
} from '../../src/decode/index.ts'
import { AppError, ManualClock, type RequestBatch } from '../../src/model/index.ts'
import { addUp, lawOfCounting, type Totals, textOf } from './totals.ts'

const folder = join(import.meta.dirname, '..', 'fixtures', 'logs')
const log = (name: string): Buffer => readFileSync(join(folder, name))
const now = 1_795_340_000
const options: DecodeOptions = { source: 0, clock: new ManualClock(now), zone: 'UTC' }

function batchesOf(input: string | Buffer, given: Partial<DecodeOptions> = {}): RequestBatch[] {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input
  const decoder = createDecoder({ ...options, ...given })
  return [...decoder.write(bytes, { identity: 'f', offset: bytes.length }), ...decoder.end()]
}

const read = (input: string | Buffer, given: Partial<DecodeOptions> = {}): Totals =>
  addUp(batchesOf(input, given))

function fault(action: () => unknown): AppError {
  try {
    action()
  } catch (error) {
    if (error instanceof AppError) return error
  }
  throw new Error('nothing was refused')
}

describe('--map', () => {
  it('reads fields, paths and units', () => {
    expect(parseFieldMap('endpoint=req.url, duration=took:ms,status=res.code,user_agent=a:b')).toEqual([
      { field: 'endpoint', path: 'req.url' },
      { field: 'duration', path: 'took', unit: 'ms' },
      { field: 'status', path: 'res.code' },
      { field: 'userAgent', path: 'a:b' },
    ])
  })

  it.each([
    ['statsu=x', 'unknown field "statsu"', 'did you mean status?'],
    ['durration=x', 'unknown field "durration"', 'did you mean duration?'],
    ['xyzzy=x', 'unknown field "xyzzy"', 'fields are timestamp'],
    ['status', 'has no "="', '--map'],
    ['status=', 'no path for status', '--map'],
    ['status=a:ms', 'status has no unit', '--map'],
    ['status=a,status=b', 'mapped twice', '--map'],
    ['', 'is empty', '--map'],
  ])('refuses %s', (text, message, hint) => {
    const error = fault(() => parseFieldMap(text))
    expect(error.exitCode).toBe(2)
    expect(error.message).toContain(message)
    expect(`${error.hint} ${error.place}`).toContain(hint)
  })

  const odd = [12, 250, 8].map((took, i) =>
    JSON.stringify({
      wann: 1_795_336_800 + i,
      was: { wo: `/x/${i}?y`, wie: 'GET' },
      ergebnis: 200 + i,
      took,
      path: '/wrong',
    }),
  )

  it('finds fields under names that no rule knows', () => {
    const map = parseFieldMap(
      'timestamp=wann,endpoint=was.wo,method=was.wie,status=ergebnis,duration=took:ms',
    )
    const totals = read(odd.join('\n'), { map })
    expect(totals.endpoints).toEqual({ 'GET /x/0': 1, 'GET /x/1': 1, 'GET /x/2': 1 })
    expect(totals.durations).toEqual([0.008, 0.012, 0.25])
    expect(totals.statuses).toEqual({ '200': 1, '201': 1, '202': 1 })
    expect(totals.times).toEqual([1_795_336_800, 1_795_336_801, 1_795_336_802])
  })

  it('asks less of a record whose fields are named: no method, no duration', () => {
    const totals = read(odd.join('\n'), { map: parseFieldMap('endpoint=was.wo,status=ergebnis') })
    expect(totals.requests).toBe(3)
  })

  it('uses the mapped path and no other', () => {
    const map = parseFieldMap('duration=nowhere')
    expect(read(log('native.sample.jsonl'), { map }).durations).toEqual([])
  })

  it('reaches into wrapped records', () => {
    const wrapped = odd.map(line =>
      JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2026-11-22T08:40:00Z' }),
    )
    const map = parseFieldMap('endpoint=was.wo,method=was.wie,status=ergebnis,duration=took:s')
    expect(read(wrapped.join('\n'), { map }).durations).toEqual([8, 12, 250])
  })
})

describe('--unit', () => {
  it('overrides what was guessed, and what the key says', () => {
    expect(parseUnits('duration=ms')).toEqual({ duration: 'ms' })
    const native = read(log('native.sample.jsonl'))
    const forced = read(log('native.sample.jsonl'), { units: { duration: 'ms' } })
    expect(forced.durations.map(value => Math.round(value * 1e9))).toEqual(
      native.durations.map(value => Math.round(value * 1e6)),
    )
  })

  it('takes a unit alone for the duration', () => expect(parseUnits('us')).toEqual({ duration: 'us' }))

  it.each([
    ['duration=min', 'unknown unit'],
    ['status=ms', 'has no unit'],
    ['dur=ms', 'unknown field'],
    ['', 'is empty'],
  ])('refuses %s', (text, message) => expect(fault(() => parseUnits(text)).message).toContain(message))
})

describe('--log-format', () => {
  it('lists every format once', () => {
    const names = listFormats().map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(
      expect.arrayContaining(['auto', 'generic', 'native', 'caddy', 'nginx', 'pino-http', 'fastify']),
    )
  })

  it('refuses a name it does not know, and says which was meant', () => {
    const error = fault(() => createDecoder({ ...options, logFormat: 'cady' }))
    expect(error).toMatchObject({ exitCode: 2, place: 'cady', hint: 'did you mean caddy?' })
  })

  it('gives units to a log that would have others', () => {
    const line =
      '{"time":"2026-11-22T08:40:00Z","level":"info","msg":"x","method":"GET","path":"/x","status":200,"duration":4246}\n'
    expect(read(line, { logFormat: 'slog' }).durations).toEqual([4246 / 1e9])
    expect(read(line.replace('duration', 'response_time'), { logFormat: 'morgan' }).durations).toEqual([
      4.246,
    ])
  })
})

describe('--tz', () => {
  const at = (time: string): string =>
    `{"time":"${time}","method":"GET","path":"/x","status":200,"duration":0.1}\n`

  it('reads times without a zone where they were written', () => {
    expect(read(at('2026-07-01 12:00:00'), { zone: 'Europe/Berlin' }).times).toEqual([
      Date.UTC(2026, 6, 1, 10) / 1000,
    ])
    expect(read(at('2026-12-01T12:00:00.5'), { zone: 'Europe/Berlin' }).times).toEqual([
      Date.UTC(2026, 11, 1, 11) / 1000 + 0.5,
    ])
    expect(read(at('01/Dec/2026:12:00:00'), { zone: 'Asia/Kolkata' }).times).toEqual([
      Date.UTC(2026, 11, 1, 6, 30) / 1000,
    ])
    expect(read(at('2026-07-01 12:00:00'), { zone: '-03:30' }).times).toEqual([
      Date.UTC(2026, 6, 1, 15, 30) / 1000,
    ])
  })

  it('leaves times with a zone alone', () => {
    expect(read(at('2026-07-01T12:00:00+02:00'), { zone: 'Asia/Tokyo' }).times).toEqual([
      Date.UTC(2026, 6, 1, 10) / 1000,
    ])
  })

  it('stays within the hour at the change of the clocks', () => {
    const { times } = read(
      ['01:59:59', '02:30:00', '03:00:00'].map(time => at(`2026-03-29 ${time}`)).join(''),
      { zone: 'Europe/Berlin' },
    )
    expect(times[2]! - times[0]!).toBe(1)
    expect(Math.abs(times[1]! - times[0]!)).toBeLessThanOrEqual(5400)
  })

  it('refuses a zone that does not exist', () => {
    expect(fault(() => createDecoder({ ...options, zone: 'Mars/Olympus' }))).toMatchObject({
      exitCode: 2,
      place: 'Mars/Olympus',
    })
  })
})

describe('extra fields and lines', () => {
  it('hands out fields by their path in the log', () => {
    const [batch] = batchesOf(log('pino-http.jsonl'), {
      extraFields: ['hostname', 'res.headers.x-cache', 'req.id', 'no.such'],
    })
    const values = (name: string): (string | null)[] =>
      Array.from({ length: 3 }, (_, row) => textOf(batch!, batch!.extra.get(name)!, row))
    expect(values('hostname')).toEqual(['vm', 'vm', 'vm'])
    expect(values('req.id')).toEqual(['1', '2', '3'])
    expect(values('no.such')).toEqual([null, null, null])
    expect(
      new Set(
        Array.from({ length: batch!.length }, (_, row) =>
          textOf(batch!, batch!.extra.get('res.headers.x-cache')!, row),
        ),
      ),
    ).toEqual(new Set([null, 'HIT', 'MISS']))
  })

  it('keeps the lines of the rows', () => {
    const bytes = log('caddy.jsonl')
    const lines = bytes.toString('utf8').trimEnd().split('\n')
    const kept = batchesOf(bytes, { keepLines: true }).flatMap(({ line, length }) =>
      Array.from({ length }, (_, row) =>
        Buffer.from(
          line!.chunk.subarray(line!.offset[row]!, line!.offset[row]! + line!.length[row]!),
        ).toString('utf8'),
      ),
    )
    expect(kept).toEqual(lines)
  })
})

describe('batches', () => {
  it('are handed out when they are full, and speak up to their last line', () => {
    const bytes = log('caddy.jsonl')
    const plan = detect([bytes], options)
    const batches = batchesOf(bytes, { plan, maxBatchRows: 50 })
    expect(batches.map(({ length }) => length)).toEqual([50, 50, 50, 50, 36])
    const ends = batches.map(({ position }) => position.offset)
    expect(ends.at(-1)).toBe(bytes.length)
    for (const end of ends) expect(bytes[end - 1]).toBe(10)
    let bytesSoFar = 0
    for (const { counters, position } of batches) {
      bytesSoFar += counters.bytes
      expect(bytesSoFar).toBe(position.offset)
      expect(lawOfCounting(counters)).toBe(true)
    }
  })

  it('wait for the units of a stream, and for no longer than they are told to', () => {
    const line = '{"time":"2026-11-22T08:40:00Z","method":"GET","path":"/x","status":200,"took":12}\n'
    const decoder = createDecoder(options)
    expect(decoder.write(Buffer.from(line), { identity: '', offset: line.length })).toEqual([])
    expect(decoder.flush()).toEqual([])
    expect(decoder.settled).toBe(false)
    const [batch] = decoder.settle()
    expect(batch).toMatchObject({ length: 1, position: { offset: line.length } })
    expect(batch!.duration[0]).toBe(0.012)
    expect(decoder.settled).toBe(true)
    expect(decoder.plan?.units).toMatchObject({ took: { unit: 'ms' } })
  })

  it('a resumed source counts from where it resumes', () => {
    const bytes = log('native.sample.jsonl')
    const half = bytes.indexOf(10, bytes.length / 2) + 1
    const decoder = createDecoder(options)
    const batches = decoder.write(bytes.subarray(half), { identity: 'f', offset: bytes.length })
    batches.push(...decoder.end())
    expect(addUp(batches).ingest.bytes).toBe(bytes.length - half)
    expect(batches.at(-1)!.position).toEqual({ identity: 'f', offset: bytes.length })
  })

  it('a boundary ends a line, whole or not', () => {
    const bytes = log('native.sample.jsonl')
    const whole = bytes.subarray(0, bytes.indexOf(10))
    for (const [complete, requests] of [
      [true, 2],
      [false, 1],
    ] as const) {
      const decoder = createDecoder({ ...options, plan: detect([bytes], options) })
      const batches = [
        ...decoder.write(whole, { identity: 'a', offset: whole.length }),
        ...decoder.boundary(complete),
        ...decoder.write(Buffer.concat([whole, Buffer.from('\n')]), {
          identity: 'b',
          offset: whole.length + 1,
        }),
        ...decoder.end(),
      ]
      const { ingest } = addUp(batches)
      expect(ingest).toMatchObject({
        requests,
        partialBytes: complete ? 0 : whole.length,
        bytes: 2 * whole.length + 1,
      })
      expect(batches.map(({ position }) => position.identity)).toEqual(complete ? ['a', 'b'] : ['a', 'b'])
    }
  })
})

describe('system samples', () => {
  it('are read in both spellings, with what they have', () => {
    const { samples, ingest } = read(
      '{"timestamp":1795336800,"cpu_percent":12.5,"memory_percent":40,"memory_used_mb":812,"memory_available_mb":1200,"disk_usage_percent":70,"active_connections":4,"cache_size":9,"cache_hit_ratio":0.5,"host":"web-3"}\n' +
        '{"timestamp":1795336801000,"cpuPercent":"13","memoryPercent":null}\n' +
        '{"timestamp":"2026-11-22T08:40:02Z","memory_percent":41}\n' +
        '{"timestamp":"nonsense","cpu_percent":1}\n' +
        '{"cache_size":1,"timestamp":1795336800}\n',
    )
    expect(samples[0]).toEqual({
      timestamp: 1795336800,
      host: 'web-3',
      origin: 'input',
      cpuPercent: 12.5,
      memoryPercent: 40,
      memoryUsedMb: 812,
      memoryAvailableMb: 1200,
      diskUsagePercent: 70,
      activeConnections: 4,
      cacheSize: 9,
      cacheHitRatio: 0.5,
    })
    expect(samples[1]).toMatchObject({
      timestamp: 1795336801,
      host: null,
      cpuPercent: 13,
      memoryPercent: null,
    })
    expect(samples[2]).toMatchObject({ timestamp: 1795336802, cpuPercent: null, memoryPercent: 41 })
    expect(ingest).toMatchObject({
      lines: 5,
      systemSamples: 3,
      rejected: { badField: 1 },
      ignored: { notRequest: 1 },
    })
  })

  it('a request that carries gauges is a request', () => {
    const { samples, requests } = read(
      '{"timestamp":1795336800,"endpoint":"/a","method":"GET","status_code":200,"response_time":0.1,"cpu_percent":3}\n',
    )
    expect([samples.length, requests]).toEqual([0, 1])
  })
})

describe('events ahead of the clock', () => {
  const line = (time: number): string =>
    `{"timestamp":${time},"endpoint":"/a","method":"GET","status_code":200,"response_time":0.1}\n`
  const times = (ahead: number): string =>
    Array.from({ length: 60 }, (_, i) => line(now - 60 + i + ahead)).join('')

  it('are nobody’s business in a report', () => {
    expect(read(line(now + 86_400)).ingest).toMatchObject({ requests: 1, rejected: { future: 0 } })
  })

  it('single ones are rejected in a live view', () => {
    const { ingest } = read(times(0) + line(now + 3600) + line(now + 301) + line(now + 299), {
      rejectFuture: true,
    })
    expect(ingest).toMatchObject({ requests: 61, rejected: { future: 2 } })
    const early = read(line(now + 3600) + times(0), { rejectFuture: true })
    expect(early.ingest).toMatchObject({ requests: 60, rejected: { future: 1 } })
    expect(lawOfCounting(early.ingest)).toBe(true)
  })

  it.each([3600, 7200, 5.5 * 3600, 900])('a source wholly ahead by %s s is kept and noted', ahead => {
    const bytes = Buffer.from(times(ahead))
    const given = { ...options, rejectFuture: true }
    const plan = detect([bytes], given)
    expect(plan.ahead).toBe(ahead)
    expect(plan.notes.join(' ')).toContain('--tz')
    expect(read(bytes, { ...given, plan }).ingest).toMatchObject({ requests: 60, rejected: { future: 0 } })
    expect(read(bytes, given).ingest).toMatchObject({ requests: 60, rejected: { future: 0 } })
  })

  it('a source wholly ahead by something else is not', () => {
    expect(read(times(3600 + 420), { rejectFuture: true }).ingest.rejected.future).toBeGreaterThan(50)
  })
})

describe('workers over ranges of one file', () => {
  const ranges = (bytes: Buffer, count: number): Buffer[] =>
    Array.from({ length: count }, (_, i) => {
      const cut = (part: number): number =>
        part === 0 ? 0 : part === count ? bytes.length : bytes.indexOf(10, (bytes.length * part) / count) + 1
      return bytes.subarray(cut(i), cut(i + 1))
    })

  it.each(['fastify.jsonl', 'pino-http.jsonl', 'nginx-noescape.jsonl', 'native.sample.jsonl'])(
    '%s comes out as from one',
    name => {
      const bytes = log(name)
      const plan = structuredClone(detect([bytes], options))
      const whole = read(bytes, { plan })
      const parent = createDecoder({ ...options, plan })
      const batches: RequestBatch[] = []
      for (const range of ranges(bytes, 7)) {
        const worker = createDecoder({ ...options, plan })
        batches.push(...worker.write(range, { identity: 'f', offset: range.length }), ...worker.flush())
        const halves = structuredClone(worker.halves()) as Halves
        batches.push(...worker.end(), ...parent.adopt(halves))
      }
      batches.push(...parent.end())
      const parts = addUp(batches)
      const order = (totals: Totals): Totals => ({ ...totals, times: [...totals.times].sort(), routes: [] })
      expect(order(parts)).toEqual(order(whole))
      expect(lawOfCounting(parts.ingest)).toBe(true)
    },
  )
})

describe('detect', () => {
  it('gives one plan from head, middle and tail that begin and end within lines', () => {
    const bytes = Buffer.concat(Array.from({ length: 6 }, () => log('gin-zap.jsonl')))
    const third = Math.floor(bytes.length / 3)
    const samples = [
      bytes.subarray(0, 20_000),
      bytes.subarray(third, third + 20_000),
      bytes.subarray(bytes.length - 20_000),
    ]
    const plan = detect(samples, options)
    expect(plan).toMatchObject({
      format: 'gin-zap',
      units: { latency: { unit: 's', certain: true } },
      parallel: true,
      joins: false,
    })
    expect(structuredClone(plan)).toEqual(plan)
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
  })

  it('says which logs must not be read in parts', () => {
    expect(detect([log('fastify.jsonl')], options)).toMatchObject({ joins: true, parallel: true })
    const split = '2026-11-22T08:40:00Z stdout P {"a":\n2026-11-22T08:40:00Z stdout F 1}\n'
    expect(detect([Buffer.from(split)], options).parallel).toBe(false)
    const array = `[${'{"timestamp":1795336800,"endpoint":"/a","method":"GET","status_code":200,"response_time":0.1},'.repeat(9)}{"begun":`
    expect(detect([Buffer.from(array)], options).parallel).toBe(false)
  })
})
