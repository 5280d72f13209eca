import { describe, expect, it } from 'vitest'
import { createDecoder, type DecodeOptions, detect } from '../../../src/decode/index.ts'
import { ManualClock } from '../../../src/model/index.ts'
import { type Exchange, iso, traffic, whole } from '../shapes/traffic.ts'
import { textOf } from '../totals.ts'

const requests = traffic(60)
const served = (e: Exchange): object => ({
  ts: iso(e.at),
  msg: 'request completed',
  method: e.method,
  path: e.path,
  status: e.status,
  duration_ms: whole(e),
})
const made = (e: Exchange, more: object): object => ({
  ts: iso(e.at),
  ...more,
  method: 'POST',
  url: 'https://pay.example.test/v1/charges',
  status: 200,
  duration_ms: 120,
})

function endpoints(records: readonly object[], how: 'planned' | 'streamed' | 'by the kernel'): string[] {
  const bytes = Buffer.from(`${records.map(record => JSON.stringify(record)).join('\n')}\n`)
  const options: DecodeOptions = { source: 0, clock: new ManualClock(1_800_000_000), zone: 'UTC' }
  const kernel = how === 'by the kernel' ? 'always' : 'off'
  const decoder = createDecoder(
    how === 'streamed' ? { ...options, kernel } : { ...options, kernel, plan: detect([bytes], options) },
  )
  const batches = [...decoder.write(bytes, { identity: 'x', offset: bytes.length }), ...decoder.end()]
  return batches.flatMap(batch =>
    Array.from(
      { length: batch.length },
      (_, row) => `${textOf(batch, batch.method, row)} ${textOf(batch, batch.endpoint, row)}`,
    ),
  )
}

const truth = requests.map(e => `${e.method} ${e.path}`)

describe.each(['planned', 'streamed', 'by the kernel'] as const)('requests made to others (%s)', how => {
  it.each([
    { direction: 'outbound' },
    { msg: 'outgoing request' },
    { type: 'http_client' },
    { logger: 'okhttp3.OkHttpClient' },
    { logger: 'org.springframework.web.client.RestTemplate' },
    { msg: 'webhook delivered', attempt: 1 },
    { name: 'request.faraday' },
    { component: 'http-client' },
    { SourceContext: 'System.Net.Http.HttpClient.Default.LogicalHandler', RequestPath: '/checkout' },
  ])('do not count beside requests served: %o', more => {
    expect(
      endpoints(
        requests.flatMap(e => [made(e, more), served(e)]),
        how,
      ),
    ).toEqual(truth)
  })

  it('count where there are no others', () => {
    const calls = requests.map(e => made(e, { msg: 'outgoing request' }))
    expect(endpoints(calls, how)).toEqual(requests.map(() => 'POST /v1/charges'))
  })

  it.each([{ msg: 'http client error' }, { msg: 'http client closed connection' }, { msg: 'external' }])(
    'are not what a request served may say: %o',
    more => {
      expect(
        endpoints(
          requests.map((e, i) => ({ ...served(e), ...(i % 3 === 0 ? more : {}) })),
          how,
        ),
      ).toEqual(truth)
    },
  )

  it('are not those of a package that is called so', () => {
    const records = requests.map((e, i) => ({
      ...served(e),
      logger: i % 2 === 0 ? 'com.shop.webclient.ApiController' : 'com.shop.Other',
    }))
    expect(endpoints(records, how)).toEqual(truth)
  })

  it('are what a log is about whose direction never changes', () => {
    const records = requests.map(e => ({ ...served(e), direction: 'outbound' }))
    expect(endpoints(records, how)).toEqual(truth)
  })

  it('are not requests of a client that the record knows', () => {
    const records = requests.map((e, i) => ({
      ...served(e),
      client_ip: e.ip,
      ...(i % 3 === 0 ? { msg: 'external request' } : {}),
    }))
    expect(endpoints(records, how)).toEqual(truth)
  })
})

describe.each(['planned', 'streamed', 'by the kernel'] as const)('a proxy of Istio (%s)', how => {
  const logged = (e: Exchange, upstream_cluster: string | null, path = e.path): object => ({
    start_time: iso(e.at),
    method: e.method,
    path,
    response_code: e.status,
    response_flags: '-',
    duration: whole(e),
    upstream_cluster,
    downstream_remote_address: `${e.ip}:0`,
  })

  it('beside an app logs what the app calls, which is not counted', () => {
    const records = requests.flatMap(e => [
      logged(e, 'inbound|8080||'),
      logged(e, 'outbound|9080||reviews.default.svc.cluster.local', '/reviews'),
    ])
    expect(endpoints(records, how)).toEqual(truth)
  })

  it('at the edge calls whoever serves, also where it answers itself', () => {
    const records = requests.map((e, i) => logged(e, i % 9 === 0 ? null : 'outbound|80||web.svc'))
    expect(endpoints(records, how).sort()).toEqual([...truth].sort())
  })
})

it('failures that Django logs beside the sentences of its server are not counted twice', () => {
  const records = requests.flatMap(e => [
    ...(e.status < 400
      ? []
      : [
          {
            time: iso(e.at),
            name: 'django.request',
            message: `Failed: ${e.path}`,
            status_code: e.status,
            request: `<WSGIRequest: ${e.method} '${e.path}'>`,
          },
        ]),
    {
      time: iso(e.at),
      name: 'django.server',
      message: `"${e.method} ${e.path} HTTP/1.1" ${e.status} 12`,
      status_code: e.status,
    },
  ])
  for (const how of ['planned', 'streamed', 'by the kernel'] as const)
    expect(endpoints(records, how)).toEqual(truth)
})

it('dependencies that Application Insights traced are requests made to others', () => {
  const record = (e: Exchange, Type: string, Name: string): object => ({
    TimeGenerated: iso(e.at),
    Type,
    Name,
    ResultCode: String(e.status),
    DurationMs: whole(e),
  })
  const records = requests.flatMap(e => [
    record(e, 'AppDependencies', 'GET /v1'),
    record(e, 'AppRequests', `${e.method} ${e.path}`),
  ])
  expect(endpoints(records, 'planned')).toEqual(truth)
})

describe('spans', () => {
  const span = (e: Exchange, kind: string | number, attributes: Record<string, unknown>): object => ({
    name: `${e.method} ${e.path}`,
    context: { trace_id: `0x${e.id}` },
    kind,
    start_time: iso(e.at),
    attributes,
  })
  const called = { 'http.method': 'GET', 'http.url': 'https://pay.example.test/v1', 'http.status_code': 200 }
  const target = (e: Exchange): Record<string, unknown> => ({
    'http.method': e.method,
    'http.target': e.path,
    'http.status_code': e.status,
  })

  it.each([
    ['SpanKind.CLIENT', 'SpanKind.INTERNAL', 'SpanKind.SERVER'],
    ['SPAN_KIND_CLIENT', 'SPAN_KIND_INTERNAL', 'SPAN_KIND_SERVER'],
    ['Client', 'Internal', 'Server'],
    [3, 1, 2],
  ])('of kind %s and %s are within a request', (client, internal, server) => {
    const records = requests.flatMap(e => [
      span(e, client, called),
      span(e, internal, { 'http.status_code': e.status }),
      span(e, server, target(e)),
    ])
    expect(endpoints(records, 'planned')).toEqual(truth)
  })

  it("are read as Go's exporter for the console writes them", () => {
    const attribute = (Key: string, Type: string, Value: unknown): object => ({ Key, Value: { Type, Value } })
    const spanOf = (kind: number, method: string, url: string, status: number, e: Exchange): object => ({
      Name: 'HTTP',
      SpanContext: { TraceID: e.id },
      SpanKind: kind,
      StartTime: iso(e.at),
      Attributes: [
        attribute('http.method', 'STRING', method),
        attribute('http.target', 'STRING', url),
        attribute('http.status_code', 'INT64', status),
      ],
    })
    const records = requests.flatMap(e => [
      spanOf(3, 'GET', '/v1', 200, e),
      spanOf(2, e.method, e.path, e.status, e),
    ])
    expect(endpoints(records, 'planned')).toEqual(truth)
    expect(endpoints(records, 'by the kernel')).toEqual(truth)
  })
})
