import { bare, type Exchange, each, goDuration, iso, plain, type Shape, target, whole } from './traffic.ts'

const ms = (e: Exchange): string => (e.nanos / 1e6).toFixed(3)
const message = (tell: (e: Exchange) => string): Shape['lines'] =>
  each(e => ({ timestamp: iso(e.at), level: 'INFO', logger: 'access', message: tell(e) }))

/** Requests told in a sentence by the framework, in the JSON of a logger that knows nothing of requests. */
export const told: readonly Shape[] = [
  {
    name: 'uvicorn',
    says: { duration: false, agent: false },
    lines: message(e => `${e.ip}:${e.port} - "${e.method} ${target(e)} HTTP/1.1" ${e.status}`),
  },
  {
    name: 'werkzeug, whose clock has no zone',
    says: { duration: false, agent: false },
    lines: message(
      e => `${e.ip} - - [22/Nov/2026 18:40:00] "${e.method} ${target(e)} HTTP/1.1" ${e.status} -`,
    ),
  },
  {
    name: 'aiohttp',
    says: { duration: false },
    lines: message(
      e =>
        `${e.ip} [22/Nov/2026:08:40:00 +0000] "${e.method} ${target(e)} HTTP/1.1" ${e.status} ${e.bytes} "-" "${e.agent}"`,
    ),
  },
  {
    name: 'hypercorn, whose protocol is a number',
    says: { duration: false },
    lines: message(
      e =>
        `${e.ip}:${e.port} - - [22/Nov/2026:08:40:00 +0000] "${e.method} ${target(e)} 1.1" ${e.status} ${e.bytes} "-" "${e.agent}"`,
    ),
  },
  {
    name: 'Granian: milliseconds at the end',
    says: { agent: false },
    lines: message(
      e => `[2026-11-22 18:40:00 +0000] ${e.ip} - "${e.method} ${e.path} HTTP/1.1" ${e.status} ${ms(e)}`,
    ),
  },
  {
    name: 'actix-web through tracing: seconds at the end',
    lines: each(e => ({
      timestamp: iso(e.at),
      fields: {
        message: `${e.ip} "${e.method} ${target(e)} HTTP/1.1" ${e.status} ${e.bytes} "-" "${e.agent}" ${(e.nanos / 1e9).toFixed(6)}`,
        'log.target': 'actix_web::middleware::logger',
      },
      target: 'actix_web::middleware::logger',
    })),
  },
  {
    name: 'morgan tiny through winston',
    says: bare,
    lines: message(e => `${e.method} ${target(e)} ${e.status} ${ms(e)} ms - ${e.bytes}\n`),
  },
  {
    name: 'morgan short through winston',
    says: { agent: false },
    lines: message(e => `${e.ip} - ${e.method} ${target(e)} HTTP/1.1 ${e.status} ${e.bytes} - ${ms(e)} ms`),
  },
  {
    name: 'Serilog, rendered only',
    says: bare,
    lines: message(e => `HTTP ${e.method} ${e.path} responded ${e.status} in ${ms(e)} ms`),
  },
  {
    name: 'Strapi',
    says: { ...bare, step: 0.001 },
    lines: message(e => `${e.method} ${target(e)} (${whole(e)} ms) ${e.status}`),
  },
  {
    name: 'Tornado',
    says: { agent: false, step: 0.00001 },
    lines: message(e => `${e.status} ${e.method} ${target(e)} (${e.ip}) ${(e.nanos / 1e6).toFixed(2)}ms`),
  },
  {
    name: 'Ktor',
    says: { ...bare, step: 0.001 },
    lines: message(e => `${e.status} Some Reason: ${e.method} - ${e.path} in ${whole(e)}ms`),
  },
  {
    name: 'gin',
    says: { agent: false },
    lines: message(
      e =>
        `[GIN] 2026/11/22 - 08:40:00 | ${e.status} | ${goDuration(e).padStart(13)} | ${e.ip.padStart(15)} | ${e.method.padEnd(8)} "${target(e)}"`,
    ),
  },
  {
    name: 'Rails: two lines and some between',
    says: { agent: false, step: 0.001 },
    lines: requests =>
      requests.flatMap(e =>
        [
          `Started ${e.method} "${target(e)}" for ${e.ip} at 2026-11-22 08:40:00 +0000`,
          'Processing by UsersController#index as JSON',
          `Completed ${e.status} Some Reason in ${whole(e)}ms (Views: 0.2ms | ActiveRecord: 0.0ms)`,
        ].map(text => JSON.stringify({ time: iso(e.at), level: 'INFO', request_id: e.id, message: text })),
      ),
  },
  {
    name: 'Phoenix: two lines',
    says: { ...bare, step: 0.001 },
    lines: requests =>
      requests.flatMap(e =>
        [`${e.method} ${e.path}`, `Sent ${e.status} in ${whole(e)}ms`].map(text =>
          JSON.stringify({
            time: iso(e.at),
            severity: 'info',
            message: text,
            metadata: { request_id: e.id },
          }),
        ),
      ),
  },
  {
    name: 'the record of the app and the sentence of its server, for each request both',
    says: { step: 0.001, agent: false },
    lines: requests =>
      requests.flatMap((e, i) => {
        const lines = [
          JSON.stringify({ ...plain(e), ua: undefined }),
          JSON.stringify({
            time: iso(e.at),
            message: `${e.ip}:1 - "${e.method} ${e.path} HTTP/1.1" ${e.status}`,
          }),
        ]
        return i % 2 === 0 ? lines : lines.reverse()
      }),
  },
  ...(
    [
      ['the status in brackets', e => `[${e.status}] ${e.method} ${target(e)} (${whole(e)}ms)`],
      ['the status first', e => `${e.status} ${e.method} ${target(e)} ${whole(e)}ms`],
      ['what was completed', e => `Request completed: ${e.method} ${target(e)} ${e.status} in ${whole(e)}ms`],
      ['an arrow back', e => `<-- ${e.method} ${target(e)} ${e.status} ${whole(e)}ms`],
      ['what it responded with', e => `${e.method} ${target(e)} responded with ${e.status} in ${whole(e)}ms`],
      ['pairs behind the target', e => `${e.method} ${target(e)} status=${e.status} duration=${whole(e)}ms`],
    ] as const satisfies readonly (readonly [string, (e: Exchange) => string])[]
  ).map(
    ([name, tell]): Shape => ({
      name: `by hand: ${name}`,
      says: { ...bare, step: 0.001 },
      lines: message(tell),
    }),
  ),
]
