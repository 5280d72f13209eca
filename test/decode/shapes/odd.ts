import {
  bare,
  clf,
  each,
  goDuration,
  iso,
  isoSecond,
  micros,
  ms,
  plain,
  type Shape,
  seconds,
  target,
  whole,
} from './traffic.ts'

const untimed = (e: Parameters<typeof plain>[0]): Record<string, unknown> => ({
  ...plain(e),
  duration_ms: undefined,
})
const grouped = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1 })

/** Durations as people print them. */
const printed: readonly (readonly [string, (e: Parameters<typeof plain>[0]) => unknown])[] = [
  ['~12ms', e => `~${whole(e)}ms`],
  ['+12ms', e => `+${whole(e)}ms`],
  ['(12ms)', e => `(${whole(e)}ms)`],
  ['took 12ms', e => `took ${whole(e)}ms`],
  ['12.3 msec.', e => `${ms(e)} msec.`],
  ['1,234.5 ms', e => `${grouped.format(ms(e, 1))} ms`],
  ['12,3 ms', e => `${ms(e, 1).toFixed(1).replace('.', ',')} ms`],
  ['0,0123', e => seconds(e, 4).toFixed(4).replace('.', ',')],
  ['0,012', e => seconds(e, 3).toFixed(3).replace('.', ',')],
]

const holders: readonly (readonly [string, (text: string, e: Parameters<typeof plain>[0]) => object])[] = [
  ['Azure Container Apps', (Log_s, e) => ({ TimeGenerated: iso(e.at + 3000), RevisionName_s: 'r', Log_s })],
  [
    'ContainerLogV2 of AKS',
    (LogMessage, e) => ({ TimeGenerated: iso(e.at + 3000), PodName: 'p', LogMessage }),
  ],
  ['ContainerLog of AKS', (LogEntry, e) => ({ TimeGenerated: iso(e.at + 3000), LogEntry })],
  ['Coralogix', (userData, e) => ({ metadata: { timestamp: iso(e.at + 3000) }, userData })],
  ['LogScale', text => ({ '@id': 'x', '@rawstring': text })],
]

/** What is rare, and awkward. */
export const odd: readonly Shape[] = [
  ...printed.map(
    ([name, write]): Shape => ({
      name: `a duration as ${name}`,
      typical: 60_000_000,
      says: { step: 0.001 },
      lines: each(e => ({ ...untimed(e), duration: write(e) })),
    }),
  ),
  ...holders.map(
    ([name, hold]): Shape => ({
      name: `in a record of ${name}`,
      says: { step: 0.001 },
      lines: each(e => hold(JSON.stringify(plain(e)), e)),
    }),
  ),
  ...['requests', 'items', 'data', 'messages'].map(
    (key): Shape => ({
      name: `many to a line, under ${key}`,
      says: { step: 0.001 },
      lines: requests =>
        Array.from({ length: requests.length / 10 }, (_, i) =>
          JSON.stringify({ [key]: requests.slice(i * 10, i * 10 + 10).map(plain) }),
        ),
    }),
  ),
  {
    name: "Echo's request logger as documented: neither method nor duration",
    says: { ...bare, duration: false, time: 'second', endpoint: e => `- ${e.path}` },
    lines: each(e => ({
      level: 'info',
      URI: target(e),
      status: e.status,
      time: isoSecond(e.at),
      message: 'request',
    })),
  },
  {
    name: 'the same with a route for a path',
    says: { ...bare, duration: false, time: 'second', endpoint: () => '- /orders/:id' },
    lines: each(e => ({ time: isoSecond(e.at), message: 'request', route: '/orders/:id', status: e.status })),
  },
  {
    name: 'atoms of gunicorn for keys',
    says: { ...bare, time: 'second' },
    lines: each(e => ({
      t: `[${clf(e.at)}]`,
      r: `${e.method} ${target(e)} HTTP/1.1`,
      s: String(e.status),
      b: '12',
      D: String(micros(e)),
    })),
  },
  {
    name: 'one letter each',
    says: { step: 0.001 },
    lines: each(e => ({
      t: e.at,
      m: e.method,
      u: target(e),
      s: e.status,
      d: whole(e),
      ip: e.ip,
      ua: e.agent,
    })),
  },
  {
    name: 'the address of a socket, as Salvo writes it',
    says: { agent: false },
    lines: each(e => ({
      timestamp: iso(e.at),
      fields: { message: 'Response', status: `${e.status} x`, duration: `${ms(e)}ms` },
      span: { remote_addr: `socket://${e.ip}:${e.port}`, method: e.method, path: e.path },
    })),
  },
  {
    name: 'the verb of Kubernetes, and a status called resp',
    says: { endpoint: e => `_OTHER ${e.path}` },
    lines: each(e => ({
      ts: e.at,
      caller: 'httplog/httplog.go:132',
      msg: 'HTTP',
      verb: 'LIST',
      URI: target(e),
      latency: goDuration(e),
      userAgent: e.agent,
      srcIP: `${e.ip}:${e.port}`,
      resp: e.status,
    })),
  },
  {
    name: "measurements of Elixir's telemetry",
    says: bare,
    lines: each(e => ({
      time: iso(e.at),
      event: 'phoenix.endpoint.stop',
      measurements: { duration: e.nanos },
      metadata: { method: e.method, request_path: e.path, status: e.status },
    })),
  },
  {
    name: 'in base64, as Pub/Sub pushes it',
    says: { step: 0.001 },
    lines: each(e => ({
      message: { data: Buffer.from(JSON.stringify(plain(e))).toString('base64'), messageId: '1' },
      subscription: 'projects/x',
    })),
  },
  {
    name: 'Gitea: a sentence at the beginning and one at the end',
    says: { agent: false, step: 1e-4 },
    lines: requests =>
      requests.flatMap(e => {
        const at = `${e.method} ${target(e)} for ${e.ip}:${e.port}`
        return [
          `router: started ${at}`,
          `router: completed ${at}, ${e.status} OK in ${ms(e, 1)}ms @ web/x.go:3`,
        ].map(message => JSON.stringify({ time: iso(e.at), level: 'info', message }))
      }),
  },
  {
    name: 'Moleculer',
    says: bare,
    lines: each(e => ({
      ts: e.at,
      level: 'info',
      msg: `<= ${e.status} ${e.method} ${target(e)} [+${ms(e)} ms]`,
    })),
  },
  {
    name: 'Odoo: queries, their time and the rest of the time',
    says: { agent: false, step: 0.002 },
    lines: each(e => {
      const half = (e.nanos / 2e9).toFixed(3)
      return {
        time: iso(e.at),
        name: 'werkzeug',
        message: `${e.ip} - - [22/Nov/2026 08:40:00] "${e.method} ${target(e)} HTTP/1.1" ${e.status} - 12 ${half} ${half}`,
      }
    }),
  },
  {
    name: 'pino-http that was told to be brief: no target',
    says: { ...bare, step: 0.001, endpoint: () => '- -' },
    lines: each((e, i) => ({
      level: 30,
      time: e.at,
      pid: 1,
      hostname: 'h',
      reqId: i,
      res: { statusCode: e.status },
      responseTime: whole(e),
      msg: 'request completed',
    })),
  },
  {
    name: 'timers of HAProxy in words, of which the last is the whole',
    says: { agent: false, step: 0.001 },
    lines: each(e => ({
      timestamp: iso(e.at),
      client_ip: e.ip,
      frontend: 'web',
      time_request: 0,
      time_queue: 0,
      time_connect: 1,
      time_response: 2,
      time_total: whole(e),
      status_code: e.status,
      http_request: `${e.method} ${target(e)} HTTP/1.1`,
    })),
  },
]
