import {
  bare,
  clf,
  type Exchange,
  each,
  goDuration,
  iso,
  micros,
  ms,
  type Shape,
  seconds,
  target,
  whole,
} from './traffic.ts'

const flat =
  (tell: (e: Exchange) => readonly unknown[]): Shape['lines'] =>
  exchanges =>
    exchanges.flatMap(tell).map(line => JSON.stringify(line))

/** Products that nobody listed before, as their documentation has them, each for a rule that it taught. */
export const products: readonly Shape[] = [
  {
    name: 'Azure Application Gateway: a client response time that is a part',
    says: { step: 0.001 },
    lines: each(e => ({
      timeStamp: iso(e.at),
      properties: {
        clientIP: e.ip,
        httpMethod: e.method,
        requestUri: e.path,
        userAgent: e.agent,
        httpStatus: e.status,
        clientResponseTime: 0,
        timeTaken: seconds(e, 3),
        serverStatus: '200',
        serverResponseLatency: '0.028',
      },
    })),
  },
  {
    name: "Gravitee: the endpoint is the backend's, and so is its response time",
    says: { step: 0.001 },
    lines: each(e => ({
      '@timestamp': iso(e.at),
      'http-method': e.method,
      'remote-address': e.ip,
      uri: target(e),
      'user-agent': e.agent,
      endpoint: 'http://backend:80/zzz',
      'endpoint-response-time-ms': 1,
      status: e.status,
      'gateway-response-time-ms': whole(e),
      'gateway-latency-ms': 1,
    })),
  },
  {
    name: 'Alibaba Cloud API Gateway: total and service latency',
    says: { step: 0.001, agent: false },
    lines: each(e => ({
      clientIp: e.ip,
      httpMethod: e.method,
      path: e.path,
      requestHandleTime: iso(e.at),
      serviceLatency: '1',
      statusCode: String(e.status),
      totalLatency: String(whole(e)),
    })),
  },
  {
    name: 'LoggerJSON: microseconds with the Greek letter in the key',
    lines: each(e => ({
      '@timestamp': iso(e.at),
      metadata: {
        connection: { type: 'sent', method: e.method, request_path: e.path, status: e.status },
        client: { user_agent: e.agent, ip: e.ip },
        latency_μs: micros(e),
      },
    })),
  },
  {
    name: 'katip-wai: nano seconds in two words',
    says: bare,
    lines: each(e => ({
      at: iso(e.at),
      data: {
        request: { method: e.method, path: e.path },
        response: { elapsedTimeInNanoSeconds: e.nanos, status: { code: e.status, message: 'x' } },
      },
      sev: 'Info',
    })),
  },
  {
    name: 'H2O: the duration is the whole, the response time is not',
    says: { time: 'second' },
    lines: each(e => ({
      time: `[${clf(e.at)}]`,
      remote_addr: e.ip,
      request: `${e.method} ${target(e)} HTTP/2`,
      status: e.status,
      process_time: 0.0002,
      response_time: 0.0003,
      duration: seconds(e),
      user_agent: e.agent,
    })),
  },
  {
    name: 'AWS X-Ray: start and end as epochs',
    lines: each(e => ({
      start_time: e.at / 1000,
      end_time: e.at / 1000 + e.nanos / 1e9,
      http: {
        request: {
          method: e.method,
          url: `https://x.test${target(e)}`,
          client_ip: e.ip,
          user_agent: e.agent,
        },
        response: { status: e.status },
      },
    })),
  },
  {
    name: 'Salesforce event log file: date and clock run together',
    says: { step: 0.001 },
    lines: each(e => ({
      EVENT_TYPE: 'RestApi',
      TIMESTAMP: iso(e.at).replace(/[-T:Z]/g, ''),
      RUN_TIME: String(whole(e)),
      CPU_TIME: '3',
      URI: e.path,
      METHOD: e.method,
      STATUS_CODE: String(e.status),
      CLIENT_IP: e.ip,
      USER_AGENT: e.agent,
    })),
  },
  {
    name: 'date and clock run together in a number',
    says: { time: 'second' },
    lines: each(e => ({
      timestamp: Number(iso(e.at).replace(/\..*/, '').replace(/[-T:]/g, '')),
      method: e.method,
      path: e.path,
      status: e.status,
      latency_ms: ms(e),
      ip: e.ip,
      ua: e.agent,
    })),
  },
  {
    name: 'Rancher audit: two lines, the second with a status and nothing else',
    says: { agent: false, client: false, duration: false, time: 'second' },
    lines: flat(e => {
      const stageTimestamp = `${iso(e.at).slice(0, 19).replace('T', ' ')} +0000`
      return [
        { auditID: e.id, requestURI: target(e), verb: e.method, stage: 'RequestReceived', stageTimestamp },
        { auditID: e.id, responseStatus: String(e.status), stage: 'ResponseComplete', stageTimestamp },
      ]
    }),
  },
  {
    name: 'eliot: an action that starts and succeeds',
    says: { ...bare, duration: false },
    lines: flat(e => [
      {
        timestamp: e.at / 1000 - 0.01,
        task_uuid: e.id,
        action_status: 'started',
        method: e.method,
        path: e.path,
      },
      { timestamp: e.at / 1000, task_uuid: e.id, action_status: 'succeeded', status: e.status },
    ]),
  },
  {
    name: 'Consul audit: the method two objects down, in a word for something else',
    says: { duration: false },
    lines: flat(e => {
      const payload = {
        id: e.id,
        timestamp: iso(e.at),
        request: { operation: e.method, endpoint: target(e), remote_addr: e.ip, user_agent: e.agent },
      }
      return [
        { event_type: 'audit', payload: { ...payload, stage: 'OperationStart' } },
        {
          event_type: 'audit',
          payload: { ...payload, stage: 'OperationComplete', response: { status: String(e.status) } },
        },
      ]
    }),
  },
  {
    name: 'Kratos: a procedure, and no method',
    says: { ...bare, endpoint: () => '- /helloworld.v1.Greeter/SayHello' },
    lines: each(e => ({
      level: 'INFO',
      ts: iso(e.at),
      kind: 'server',
      operation: '/helloworld.v1.Greeter/SayHello',
      code: e.status,
      reason: '',
      latency: seconds(e, 9),
    })),
  },
  {
    name: 'Apache Traffic Server: names of log fields',
    says: { step: 0.001 },
    lines: each(e => ({
      cqtq: (e.at / 1000).toFixed(3),
      chi: e.ip,
      cqhm: e.method,
      cquuc: `https://x.test${target(e)}`,
      pssc: String(e.status),
      ttms: String(whole(e)),
      ua: e.agent,
    })),
  },
  {
    name: 'AWS VPC Lattice: address and port of the source',
    says: { step: 0.001 },
    lines: each(e => ({
      startTime: iso(e.at),
      sourceIpPort: `${e.ip}:${e.port}`,
      targetIpPort: '10.0.0.2:80',
      requestMethod: e.method,
      requestPath: target(e),
      responseCode: e.status,
      requestToTargetDuration: 1,
      responseFromTargetDuration: 4,
      duration: whole(e),
      userAgent: e.agent,
    })),
  },
  {
    name: 'Loki: a sentence with the status in brackets',
    says: bare,
    lines: each(e => ({
      caller: 'logging.go:126',
      level: 'debug',
      ts: iso(e.at),
      msg: `${e.method} ${target(e)} (${e.status}) ${goDuration(e)}`,
    })),
  },
  {
    name: 'go-zero: a sentence, and the duration in a field beside it',
    lines: each(e => ({
      '@timestamp': iso(e.at),
      content: `[HTTP] ${e.status} - ${e.method} ${target(e)} - ${e.ip}:${e.port} - ${e.agent}`,
      duration: `${ms(e)}ms`,
      level: 'info',
    })),
  },
  {
    name: 'morgan without a time, and the time in a field beside it',
    says: { ...bare, step: 0.001 },
    lines: each(e => ({
      timestamp: iso(e.at),
      message: `${e.method} ${target(e)} ${e.status}`,
      responseTime: whole(e),
    })),
  },
  {
    name: 'BentoML: a sentence of pairs',
    says: { agent: false },
    lines: each(e => ({
      asctime: iso(e.at),
      name: 'bentoml.access',
      message: `${e.ip}:${e.port} (scheme=http,method=${e.method},path=${e.path},type=application/json,length=12) (status=${e.status},type=application/json,length=5) ${ms(e).toFixed(3)}ms (trace=a,span=b,sampled=0)`,
    })),
  },
  {
    name: 'Synapse: the status in the sentence alone, behind a brace',
    says: { step: 0.001 },
    lines: each(e => ({
      log: `${e.ip} - 8008 - {None} Processed request: ${seconds(e, 3).toFixed(3)}sec/0.000sec (0.001sec, 0.000sec) (0.001sec/0.002sec/3) 123B ${e.status} "${e.method} ${target(e)} HTTP/1.1" "${e.agent}" [0 dbevts]`,
      namespace: 'synapse.access.http.8008',
      time: e.at / 1000,
      request: 'GET-123',
      method: e.method,
      url: target(e),
    })),
  },
  {
    name: 'request time and response time that are points in time',
    lines: each(e => ({
      request_time: e.at,
      response_time: e.at + e.nanos / 1e6,
      method: e.method,
      path: e.path,
      status: e.status,
      ip: e.ip,
      ua: e.agent,
    })),
    says: { step: 0.000_001 },
  },
  {
    name: 'a request time in whole seconds that is all the log has of time',
    says: { duration: false, time: 'second' },
    lines: each(e => ({
      request_time: Math.floor(e.at / 1000),
      response_time: Math.ceil(e.at / 1000),
      method: e.method,
      path: e.path,
      status: e.status,
      ip: e.ip,
      ua: e.agent,
    })),
  },
  {
    name: 'start and end, and no other word',
    lines: each(e => ({
      start: e.at / 1000,
      end: e.at / 1000 + e.nanos / 1e9,
      method: e.method,
      path: e.path,
      status: e.status,
      ip: e.ip,
      ua: e.agent,
    })),
  },
  {
    name: 'Logbook: a request and a response, tied by their correlation',
    says: { step: 0.001, time: false, agent: false },
    lines: flat(e => [
      {
        origin: 'remote',
        type: 'request',
        correlation: e.id,
        remote: e.ip,
        method: e.method,
        uri: `https://x.test${target(e)}`,
        path: e.path,
      },
      { origin: 'local', type: 'response', correlation: e.id, duration: whole(e), status: e.status },
    ]),
  },
  {
    name: 'two lines tied by nothing but an id',
    says: { ...bare, step: 0.001 },
    lines: flat(e => [
      { time: e.at, type: 'request', id: e.id, method: e.method, url: target(e) },
      { time: e.at, type: 'response', id: e.id, statusCode: e.status, responseTime: whole(e) },
    ]),
  },
  {
    name: 'Logstash with the pattern of Apache: the path is that of the file',
    says: { duration: false, time: 'second' },
    lines: each(e => ({
      '@timestamp': iso(e.at),
      clientip: e.ip,
      timestamp: clf(e.at),
      verb: e.method,
      request: target(e),
      response: String(e.status),
      agent: e.agent,
      path: '/var/log/nginx/access.log',
    })),
  },
  {
    name: 'New Relic: a unit behind a dot',
    lines: each(e => ({
      timestamp: e.at,
      attributes: {
        'http.method': e.method,
        'http.url': `https://x.test${target(e)}`,
        'http.statusCode': e.status,
        'duration.ms': ms(e),
        'client.address': e.ip,
        'user_agent.original': e.agent,
      },
    })),
  },
  {
    name: 'Splunk Stream: microseconds, of which the request time is a part',
    typical: 80_000,
    lines: each(e => ({
      endtime: iso(e.at),
      timestamp: iso(e.at),
      bytes_in: 1,
      bytes_out: 2,
      dest_ip: '10.0.0.9',
      http_method: e.method,
      http_user_agent: e.agent,
      src_ip: e.ip,
      status: e.status,
      request_time: 0,
      response_time: 7,
      time_taken: micros(e),
      uri_path: e.path,
    })),
  },
  {
    name: 'APISIX: milliseconds below one',
    typical: 80_000,
    lines: each(e => ({
      apisix_latency: 0.01,
      upstream_latency: 0.01,
      latency: ms(e),
      start_time: e.at,
      client_ip: e.ip,
      response: { status: e.status },
      request: { headers: { 'user-agent': e.agent }, method: e.method, uri: target(e) },
    })),
  },
  {
    name: 'Elastic APM: milliseconds below one',
    typical: 80_000,
    lines: each(e => ({
      transaction: {
        id: e.id,
        trace_id: e.id,
        name: 'GET /api',
        timestamp: e.at * 1000,
        duration: ms(e),
        context: {
          request: {
            method: e.method,
            url: { full: `https://x.test${target(e)}`, pathname: e.path },
            headers: { 'user-agent': e.agent },
            socket: { remote_address: e.ip },
          },
          response: { status_code: e.status },
        },
        span_count: { started: 0 },
      },
    })),
  },
  {
    name: 'HTTP logging of ASP.NET Core: milliseconds below one',
    typical: 80_000,
    says: { client: false },
    lines: each(e => ({
      EventId: 9,
      Timestamp: iso(e.at),
      State: {
        Method: e.method,
        PathBase: '',
        Path: e.path,
        'User-Agent': e.agent,
        StatusCode: e.status,
        Duration: ms(e, 4),
      },
    })),
  },
]
