import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inspectLog, looksLike } from '../../src/decode/index.ts'
import { ManualClock } from '../../src/model/index.ts'

const folder = join(import.meta.dirname, '..', 'fixtures', 'logs')
const options = { source: 0, clock: new ManualClock(1_800_000_000), zone: 'UTC' }
const log = (name: string): Buffer => readFileSync(join(folder, name))

describe('inspectLog', () => {
  it('names format, fields, units and the reason for each unit', () => {
    const { format, description, request } = inspectLog([log('pino-http.jsonl')], options)
    expect(format).toMatchObject({
      name: 'pino-http',
      fields: {
        timestamp: { path: 'time', unit: 'ms' },
        endpoint: { path: 'req.url' },
        method: { path: 'req.method' },
        status: { path: 'res.statusCode' },
        duration: {
          path: 'responseTime',
          unit: 'ms',
          why: 'pino-http writes milliseconds here',
          certain: true,
        },
        client: { path: 'req.remoteAddress' },
        userAgent: { path: 'req.headers.user-agent' },
        cache: { path: 'res.headers.x-cache' },
      },
    })
    expect(format.confidence).toBeCloseTo(261 / 273, 2)
    expect(description).toContain('pino-http')
    expect(request?.fields).toEqual({
      timestamp: 1795335752.615,
      method: 'DELETE',
      endpoint: '/api/users/2',
      route: null,
      status: 200,
      duration: 0.005,
      client: '127.0.0.1',
      userAgent: 'evil"quoted"agent',
      cache: null,
      errorMessage: null,
    })
    expect(JSON.parse(request!.line)).toMatchObject({ req: { id: 1 } })
  })

  it('shows noise and rejected lines with number and reason', () => {
    const { noise, rejected } = inspectLog([log('lograge-rails.jsonl')], options)
    expect(noise).toEqual([])
    expect(rejected[0]).toEqual({
      lineNumber: 1,
      text: '# Logfile created on 2026-11-22 08:31:20 +0000 by logger.rb/v1.5.0',
      reason: 'not JSON',
    })
    const fastify = inspectLog([log('fastify.jsonl')], options)
    expect(fastify.noise[0]).toMatchObject({
      lineNumber: 1,
      reason: 'valid JSON, but it tells of no request',
    })
    expect(fastify.ingest).toMatchObject({ requests: 260, ignored: { joined: 260 } })
  })

  it('says what a log looks like that is no JSON', () => {
    const { format, looksLike: like, request } = inspectLog([log('hono-text-not-json.log')], options)
    expect(format.name).toBeNull()
    expect(request).toBeNull()
    expect(like).toBe('hono logger text')
  })

  it('names the flag where size alone decides the unit', () => {
    const lines = [0.9, 1.2, 2.5, 0.4, 3.1].map(took =>
      JSON.stringify({ at: '2026-11-22T08:40:00Z', method: 'GET', path: '/x', code: 200, took }),
    )
    const { format } = inspectLog([Buffer.from(lines.join('\n'))], options)
    expect(format.fields.duration).toMatchObject({
      path: 'took',
      certain: false,
      flag: expect.stringMatching(/^--unit duration=(s|ms)$/),
    })
    expect(format.notes.join(' ')).toContain('--unit duration=')
  })

  it('says that times and durations are missing', () => {
    expect(inspectLog([log('morgan-json.jsonl')], options).format.notes.join(' ')).toContain(
      'time of arrival',
    )
    expect(inspectLog([log('ecs-morgan.jsonl')], options).format.notes).toContain(
      'No record says how long its request took.',
    )
  })

  it('says where the time stands when a request is told in a sentence, and that it was', () => {
    const line = JSON.stringify({
      asctime: '2026-11-22 08:40:00,123',
      message: '203.0.113.7:1234 - "GET /users HTTP/1.1" 200',
    })
    const { format, request } = inspectLog([Buffer.from(`${line}\n`)], options)
    expect(format.fields.timestamp).toEqual({ path: 'asctime' })
    expect(format.wrappers).toEqual(['text'])
    expect(request?.fields).toMatchObject({
      timestamp: 1795336800.123,
      endpoint: '/users',
      client: '203.0.113.7',
    })
  })

  it('is plain data', () => {
    const seen = inspectLog([log('native.sample.jsonl')], options)
    expect(structuredClone(seen)).toEqual(seen)
  })
})

describe('looksLike', () => {
  it.each([
    [
      'Apache/nginx combined log',
      '127.0.0.1 - - [22/Nov/2026:08:40:00 +0000] "GET / HTTP/1.1" 200 12 "-" "curl/8"',
    ],
    ['logfmt', 'time="2026-11-22T08:40:00Z" level=info method=GET path=/x status=200'],
    ['CSV', 'time,method,path,status\n2026,GET,/,200'],
    ['tab-separated values', 'a\tb\tc\td\n1\t2\t3\t4'],
    [
      'W3C extended log (IIS, CloudFront)',
      '#Version: 1.0\n#Fields: date time cs-method\n2026-11-22 08:40:00 GET',
    ],
    ['gin text log', '[GIN] 2026/11/22 - 08:40:00 | 200 |  1.2ms | 127.0.0.1 | GET "/x"'],
    ['uvicorn text log', 'INFO:     127.0.0.1:51234 - "GET / HTTP/1.1" 200 OK'],
    ['morgan dev text', '\x1b[0mGET /x \x1b[32m200\x1b[0m 1.234 ms - 12\x1b[0m'],
    [
      'Rails text log',
      'Started GET "/" for 127.0.0.1 at 2026-11-22\nProcessing by A#b as HTML\nCompleted 200 OK in 3ms',
    ],
    [
      'AWS load balancer log',
      'https 2026-11-22T08:40:00.123456Z app/x/1 1.2.3.4:5 10.0.0.1:80 0.001 0.002 0 200 200',
    ],
    [
      'syslog text',
      '<134>1 2026-11-22T08:40:00Z h app 1 - - hello\n<134>1 2026-11-22T08:40:00Z h app 1 - - bye',
    ],
    ['Python dictionaries (single quotes): use json.dumps', "{'method': 'GET', 'path': '/'}"],
    ['XML', '<?xml version="1.0"?>\n<log>\n<entry>'],
    ['plain text', 'hello\nthis is\nnothing in particular'],
  ])('%s', (name, text) => {
    expect(looksLike(Buffer.from(`${text}\n`))).toBe(name)
  })

  it('knows packed and binary data', () => {
    expect(looksLike(Buffer.from([0x1f, 0x8b, 8, 0]))).toBe('gzip data')
    expect(looksLike(Buffer.from('\xff\xfe{\0"\0', 'latin1'))).toBe('UTF-16 text')
    expect(looksLike(Buffer.alloc(500, 0x01).fill(0, 0, 200))).toBe('binary data')
  })

  it('is silent about JSON and nothing', () => {
    expect(looksLike(Buffer.from(''))).toBeNull()
    expect(looksLike(log('native.sample.jsonl'))).toBeNull()
    expect(looksLike(log('wrap-cri.sample.jsonl'))).toBeNull()
    expect(looksLike(Buffer.from('{\n  "a": 1\n}\n'))).toBeNull()
  })
})
