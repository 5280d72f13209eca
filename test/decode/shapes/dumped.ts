import { each, iso, ms, plain, type Shape, target, whole } from './traffic.ts'

/** What a client sent, under names that loggers use. */
const sent = {
  status: 'open',
  status_code: 418,
  statusCode: 500,
  method: 'POST',
  url: '/sent',
  request_uri: '/sent',
  duration_ms: 30,
  response_time_us: 7,
  user_agent: 'sent',
  client_ip: '198.51.100.1',
  cache_hit: true,
}
const text = JSON.stringify({ method: 'GET', url: '/sent', status: 'error', code: 200, duration_ms: 3 })

/** Requests and responses that are logged with what they carried. */
export const dumped: readonly Shape[] = [
  {
    name: 'parameters and bodies beside the fields',
    says: { step: 0.001 },
    lines: each(e => ({
      timestamp: iso(e.at),
      params: sent,
      query: sent,
      body: { ...sent, cache_hit: undefined },
      method: e.method,
      path: e.path,
      status: e.status,
      duration: whole(e),
      ip: e.ip,
      ua: e.agent,
    })),
  },
  {
    name: 'GitLab api_json: parameters as a list of keys and values',
    lines: each(e => ({
      time: iso(e.at),
      severity: 'INFO',
      duration_s: e.nanos / 1e9,
      db_duration_s: 0.001,
      status: e.status,
      method: e.method,
      path: e.path,
      params: Object.entries(sent).map(([key, value]) => ({ key, value })),
      host: 'x',
      remote_ip: `${e.ip}, 127.0.0.1`,
      ua: e.agent,
      route: e.path,
    })),
  },
  {
    name: 'pino-http with everything and a header that says otherwise',
    says: { step: 0.001 },
    lines: each(e => ({
      level: 30,
      time: e.at,
      pid: 1,
      hostname: 'h',
      req: {
        id: 1,
        method: e.method,
        url: target(e),
        query: sent,
        params: sent,
        body: sent,
        headers: { 'user-agent': e.agent },
        remoteAddress: e.ip,
      },
      res: { statusCode: e.status, headers: { 'x-response-time': '1ms' } },
      responseTime: whole(e),
      msg: 'request completed',
    })),
  },
  {
    name: 'bodies that are records themselves, as text',
    says: { step: 0.001 },
    lines: each(e => ({
      request: {
        method: e.method,
        url: target(e),
        headers: { 'user-agent': e.agent, 'x-forwarded-for': e.ip },
        body: text,
      },
      response: { status_code: e.status, elapsed: whole(e), body: text },
      'utc-timestamp': iso(e.at),
      message: text,
    })),
  },
  {
    name: 'a header that alone has the duration',
    lines: each(e => ({
      time: iso(e.at),
      req: { method: e.method, url: target(e), headers: { 'user-agent': e.agent }, ip: e.ip },
      res: { statusCode: e.status, headers: { 'x-response-time': `${ms(e)}ms` } },
    })),
  },
  {
    name: 'limits, means and percentiles beside the duration',
    says: { step: 0.001 },
    lines: each(e => ({
      time: iso(e.at),
      method: e.method,
      path: e.path,
      status: e.status,
      max_response_time_ms: 500,
      avg_response_time_ms: 30,
      p99_request_latency_ms: 100,
      min_request_duration_us: 1,
      expected_response_time: 3,
      response_time: whole(e),
      ip: e.ip,
      ua: e.agent,
    })),
  },
  {
    name: 'calls to others, told as such',
    says: { step: 0.001, noise: 3 },
    lines: requests =>
      requests.flatMap(e => {
        const served = plain(e)
        return [
          { ...served, source: 'client' },
          { ...served, kind: 'CLIENT' },
          { ...served, span: { kind: 'client' } },
          { ...served, kind: 3, traceId: e.id },
        ].map(line => JSON.stringify(line))
      }),
  },
]
