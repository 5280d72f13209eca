import {
  clf,
  type Exchange,
  each,
  goDuration,
  iso,
  isoNano,
  ms,
  type Shape,
  seconds,
  target,
  whole,
} from './traffic.ts'

const url = (e: Exchange): string => `https://shop.example.test${target(e)}`

/** More products, each for a rule that it taught. */
export const gateways: readonly Shape[] = [
  {
    name: 'AWS API Gateway, the template of the console: a resource instead of a path',
    says: { duration: false, agent: false, time: 'second' },
    lines: each(e => ({
      requestId: e.id,
      ip: e.ip,
      caller: '-',
      user: '-',
      requestTime: clf(e.at),
      httpMethod: e.method,
      resourcePath: e.path,
      status: String(e.status),
      protocol: 'HTTP/1.1',
      responseLength: String(e.bytes),
    })),
  },
  {
    name: 'AWS API Gateway, one resource for all paths',
    says: { step: 0.001 },
    lines: each(e => ({
      requestId: e.id,
      ip: e.ip,
      requestTimeEpoch: e.at,
      httpMethod: e.method,
      path: e.path,
      resourcePath: '/{proxy+}',
      status: e.status,
      responseLatency: whole(e),
      integrationLatency: 1,
      userAgent: e.agent,
    })),
  },
  {
    name: 'slog-gin: groups, nanoseconds',
    says: { time: false },
    lines: each(e => ({
      level: 'INFO',
      msg: 'Incoming request',
      request: { method: e.method, path: e.path, ip: e.ip, 'user-agent': e.agent, length: 0 },
      response: { latency: e.nanos, status: e.status, length: e.bytes },
      id: e.id,
    })),
  },
  {
    name: 'Linkerd: nothing but units',
    lines: each(e => ({
      'client.addr': `${e.ip}:${e.port}`,
      host: 'web',
      method: e.method,
      processing_ns: '12345',
      response_bytes: String(e.bytes),
      status: e.status,
      timestamp: isoNano(e.at),
      total_ns: String(e.nanos),
      uri: url(e),
      user_agent: e.agent,
    })),
  },
  {
    name: 'S3: a request line where a path is expected',
    says: { step: 0.001, time: 'second' },
    lines: each(e => ({
      bucket: 'b',
      request_datetime: clf(e.at),
      remote_ip: e.ip,
      operation: 'REST.GET.OBJECT',
      key: 'k',
      request_uri: `${e.method} ${target(e)} HTTP/1.1`,
      http_status: String(e.status),
      total_time: String(whole(e)),
      turnaround_time: '1',
      user_agent: e.agent,
    })),
  },
  {
    name: 'F5: a status line, and no word but a unit',
    says: { step: 0.001, agent: false },
    lines: each(e => ({
      event_timestamp: iso(e.at),
      client_ip: e.ip,
      server_ip: '10.0.0.1',
      http_method: e.method,
      http_uri: target(e),
      http_statcode: `HTTP/1.1 ${e.status} Reason`,
      response_ms: String(whole(e)),
    })),
  },
  {
    name: 'Open Liberty: microseconds behind a prefix',
    lines: each(e => ({
      type: 'liberty_accesslog',
      ibm_remoteHost: e.ip,
      ibm_userAgent: e.agent,
      ibm_requestMethod: e.method,
      ibm_elapsedTime: Math.round(e.nanos / 1e3),
      ibm_responseCode: e.status,
      ibm_uriPath: e.path,
      ibm_datetime: iso(e.at).replace('Z', '+0000'),
    })),
  },
  {
    name: 'OCI load balancer: one of the three parts is the whole',
    says: { step: 0.001 },
    lines: each(e => ({
      data: {
        backendProcessingTime: '0.002',
        clientAddr: `${e.ip}:${e.port}`,
        lbStatusCode: String(e.status),
        request: `${e.method} ${target(e)} HTTP/1.1`,
        requestProcessingTime: seconds(e, 3).toFixed(3),
        timestamp: iso(e.at),
        userAgent: e.agent,
      },
      type: 'com.oraclecloud.loadbalancer.access',
    })),
  },
  {
    name: 'Azure App Service: the record as text under properties',
    says: { step: 0.001 },
    lines: each(e => ({
      time: iso(e.at),
      category: 'AppServiceHTTPLogs',
      properties: JSON.stringify({
        CIp: e.ip,
        CsUriStem: e.path,
        CsMethod: e.method,
        TimeTaken: whole(e),
        ScStatus: e.status,
        UserAgent: e.agent,
      }),
    })),
  },
  {
    name: 'Cloudflare Workers, wrangler tail',
    says: { step: 0.001 },
    lines: each(e => ({
      wallTime: whole(e),
      cpuTime: 1,
      outcome: 'ok',
      logs: [{ message: ['hi'], level: 'log', timestamp: e.at }],
      eventTimestamp: e.at,
      event: {
        request: {
          url: url(e),
          method: e.method,
          headers: { 'user-agent': e.agent, 'cf-connecting-ip': e.ip },
        },
        response: { status: e.status },
      },
    })),
  },
  {
    name: "tracing's close of a span: busy and idle",
    says: { client: false },
    lines: each(e => ({
      timestamp: isoNano(e.at),
      fields: {
        message: 'close',
        'time.busy': goDuration({ ...e, nanos: Math.floor(e.nanos * 0.7) }),
        'time.idle': goDuration({ ...e, nanos: e.nanos - Math.floor(e.nanos * 0.7) }),
      },
      target: 'actix_web',
      span: { method: e.method, route: e.path, status_code: e.status, user_agent: e.agent, name: 'request' },
    })),
  },
  {
    name: 'log4j2 JsonLayout: an Instant, and a context map',
    says: { step: 0.001 },
    lines: each(e => ({
      instant: { epochSecond: Math.floor(e.at / 1000), nanoOfSecond: (e.at % 1000) * 1e6 },
      loggerName: 'access',
      contextMap: {
        method: e.method,
        uri: e.path,
        status: String(e.status),
        durationMs: String(whole(e)),
        clientIp: e.ip,
        userAgent: e.agent,
      },
    })),
  },
  {
    name: 'Kubernetes audit: the end less the start, on the second of two stages',
    says: { step: 0.001, time: 'start', endpoint: e => `- ${e.path}` },
    lines: requests =>
      requests.flatMap(e => {
        const event = {
          kind: 'Event',
          apiVersion: 'audit.k8s.io/v1',
          auditID: e.id,
          requestURI: target(e),
          verb: 'list',
          sourceIPs: [e.ip],
          userAgent: e.agent,
          requestReceivedTimestamp: isoNano(e.at),
        }
        const end = isoNano(e.at + whole(e))
        return [
          { ...event, stage: 'RequestReceived', stageTimestamp: event.requestReceivedTimestamp },
          { ...event, stage: 'ResponseComplete', responseStatus: { code: e.status }, stageTimestamp: end },
        ].map(line => JSON.stringify(line))
      }),
  },
  {
    name: 'Grape: a total under time, with its parts',
    says: { agent: false },
    lines: each(e => ({
      date: iso(e.at),
      data: {
        status: e.status,
        time: { total: ms(e, 2), db: 0.2, view: 1.1 },
        method: e.method,
        path: e.path,
        ip: e.ip,
      },
    })),
  },
  {
    name: "a duration with its value and unit, and JavaScript's URL",
    says: { step: 0.001 },
    lines: each(e => ({
      time: iso(e.at),
      method: e.method,
      url: { hostname: 'x', pathname: e.path, search: '?a=b' },
      response: { status: { code: e.status, text: 'x' } },
      duration: { value: whole(e), unit: 'ms' },
      ip: e.ip,
      ua: e.agent,
    })),
  },
  {
    name: 'Supabase: every record within the record in an array of its own',
    says: { duration: false },
    lines: each(e => ({
      id: e.id,
      timestamp: e.at * 1000,
      none: [null],
      metadata: [
        {
          request: [
            {
              headers: [{ cf_connecting_ip: e.ip, user_agent: e.agent }],
              method: e.method,
              path: e.path,
            },
          ],
          response: [{ status_code: e.status, origin_time: 3 }],
        },
      ],
    })),
  },
  {
    name: 'Suricata: the file that a response carried, with all of the request again',
    says: { duration: false, noise: 1 },
    lines: requests =>
      requests.flatMap(e => {
        const event = {
          timestamp: iso(e.at).replace('Z', '+0000'),
          src_ip: e.ip,
          dest_ip: '10.0.0.1',
          http: { url: target(e), http_user_agent: e.agent, http_method: e.method, status: e.status },
        }
        return [
          JSON.stringify({ event_type: 'http', ...event }),
          JSON.stringify({ event_type: 'fileinfo', ...event, fileinfo: { filename: e.path, size: 3 } }),
        ]
      }),
  },
  {
    name: 'k6, results of a load test: points of which only the durations are requests, in milliseconds by --map',
    says: { duration: false, client: false, agent: false, noise: 4 },
    lines: requests =>
      requests.flatMap(e => {
        const tags = {
          method: e.method,
          name: 'x',
          status: String(e.status),
          url: `https://shop.test${target(e)}`,
        }
        const point = (metric: string, value: number): string =>
          JSON.stringify({ metric, type: 'Point', data: { time: iso(e.at), value, tags } })
        return [
          point('http_reqs', 1),
          point('http_req_duration', ms(e)),
          point('http_req_blocked', 0.1),
          point('http_req_waiting', ms(e)),
          point('http_req_failed', 0),
        ]
      }),
  },
]
