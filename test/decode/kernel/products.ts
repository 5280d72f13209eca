import { pick, type Random } from './random.ts'

/** What some products write, key by key; dots nest. */
export type Product = readonly (readonly [key: string, value: (random: Random) => unknown])[]

const paths =
  '/|/api/users|/api/users/42|/api/orders?page=2|/search?q=a%20b|/static/app.js|/docs#top|https://shop.example.test/cart?x=1'.split(
    '|',
  )
const agents =
  'curl/8.5.0|Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0|evil"quoted"||café'.split(
    '|',
  )
const path = (r: Random): string => pick(r, paths)
const agent = (r: Random): string => pick(r, agents)
const method = (r: Random): string =>
  pick(r, ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'PURGE'])
const status = (r: Random): number => pick(r, [200, 200, 200, 201, 204, 301, 404, 499, 500, 503])
const seconds = (r: Random): number => Number((r() ** 4 * 3).toFixed(Math.floor(r() * 10)))
const millis = (r: Random): number => Math.floor(r() ** 4 * 3000)
const epoch = (r: Random): number => Number((1795335600 + r() * 3600).toFixed(Math.floor(r() * 8)))
const iso = (r: Random): string => new Date(1795335600000 + r() * 3600000).toISOString()
const wholeIso = (r: Random): string => iso(r).replace(/\.\d+Z/, pick(r, ['Z', '+00:00', '+02:00']))
const clf = (r: Random): string => `22/Nov/2026:0${Math.floor(r() * 10)}:19:1${Math.floor(r() * 10)} +0000`
const ip = (r: Random): string =>
  `10.${Math.floor(r() * 4)}.${Math.floor(r() * 255)}.${Math.floor(r() * 255)}`
const cacheWord = (r: Random): string => pick(r, ['HIT', 'MISS', 'BYPASS', 'EXPIRED', 'STALE', '', '-'])
const always = (value: unknown) => () => value
const of = (text: string) => (r: Random) => pick(r, text.split('|'))

const native: Product = [
  ['timestamp', epoch],
  ['endpoint', path],
  ['method', method],
  ['status_code', status],
  ['response_time', seconds],
  ['client_ip', ip],
  ['user_agent', agent],
  ['cache_hit', r => r() < 0.4],
  ['error_message', of('upstream timed out||x')],
]

const pinoHttp: Product = [
  ['level', always(30)],
  ['time', r => Math.round(epoch(r) * 1000)],
  ['pid', always(17)],
  ['hostname', of('web-1|web-2')],
  ['req.id', millis],
  ['req.method', method],
  ['req.url', path],
  ['req.query', always({})],
  ['req.headers.host', always('example.org')],
  ['req.headers.user-agent', agent],
  ['req.remoteAddress', ip],
  ['res.statusCode', status],
  ['res.headers.content-type', always('application/json')],
  ['res.headers.x-cache', cacheWord],
  ['responseTime', millis],
  ['msg', always('request completed')],
]

const nginxStrings: Product = [
  ['time_local', clf],
  ['remote_addr', ip],
  ['request', r => `${method(r)} ${path(r)} HTTP/1.1`],
  ['status', r => String(status(r))],
  ['body_bytes_sent', r => String(millis(r))],
  ['request_time', r => (millis(r) / 1000).toFixed(3)],
  ['http_user_agent', agent],
  ['upstream_response_time', r => (millis(r) / 1000).toFixed(3)],
  ['upstream_cache_status', cacheWord],
]

const nginxTyped: Product = [
  ['time', wholeIso],
  ['remote_addr', ip],
  ['request_method', method],
  ['uri', path],
  ['args', always('')],
  ['status', status],
  ['request_time', r => millis(r) / 1000],
  ['upstream_status', r => String(status(r))],
  ['cache', cacheWord],
  ['user_agent', agent],
]

const caddy: Product = [
  ['level', of('info|error')],
  ['ts', epoch],
  ['logger', of('http.log.access|http.log.access|http.log.error.log0')],
  ['msg', always('handled request')],
  ['request.remote_ip', ip],
  ['request.method', method],
  ['request.uri', path],
  ['request.headers', r => ({ 'User-Agent': [agent(r)], Referer: ['"'] })],
  ['duration', seconds],
  ['size', millis],
  ['status', status],
  ['resp_headers', always({ Server: ['Caddy'] })],
]

const ginZap: Product = [
  ['level', always('info')],
  ['ts', epoch],
  ['msg', path],
  ['status', status],
  ['method', method],
  ['path', path],
  ['query', always('')],
  ['ip', ip],
  ['user-agent', agent],
  ['latency', seconds],
  ['time', iso],
]

const istio: Product = [
  ['start_time', iso],
  ['method', method],
  ['path', path],
  ['response_code', status],
  ['response_flags', always('-')],
  ['duration', millis],
  ['upstream_service_time', r => String(millis(r))],
  ['user_agent', agent],
  ['downstream_remote_address', r => `${ip(r)}:4321`],
]

const cloudRun: Product = [
  ['severity', always('INFO')],
  ['time', iso],
  ['message', always('request')],
  ['httpRequest.requestMethod', method],
  ['httpRequest.requestUrl', path],
  ['httpRequest.status', status],
  ['httpRequest.userAgent', agent],
  ['httpRequest.remoteIp', ip],
  ['httpRequest.latency', r => `${seconds(r)}s`],
]

const kong: Product = [
  ['client_ip', ip],
  ['request.method', method],
  ['request.uri', path],
  ['request.headers.user-agent', agent],
  ['response.status', status],
  ['response.headers.x-cache-status', cacheWord],
  ['latencies', r => ({ request: millis(r), kong: 1, proxy: millis(r) })],
  ['tries', r => [{ ip: ip(r), port: 80, balancer_latency: 0 }]],
  ['started_at', r => Math.round(epoch(r) * 1000)],
]

const haproxy: Product = [
  ['ts', r => Math.floor(epoch(r))],
  ['timestamp_ms', r => String(Math.floor(r() * 1000))],
  ['http_method', method],
  ['http_request_uri', path],
  ['status_code', status],
  ['Ta', millis],
  ['client_ip', ip],
]

const morgan: Product = [
  ['method', method],
  ['url', path],
  ['status', status],
  ['response_time', r => Number((r() * 50).toFixed(3))],
]

const fastifyStart: Product = [
  ['level', always(30)],
  ['time', r => Math.round(epoch(r) * 1000)],
  ['pid', always(17)],
  ['reqId', r => `req-${Math.floor(r() * 40)}`],
  ['req', r => ({ method: method(r), url: path(r), remoteAddress: ip(r) })],
  ['msg', always('incoming request')],
]

const fastifyEnd: Product = [
  ['level', always(30)],
  ['time', r => Math.round(epoch(r) * 1000)],
  ['pid', always(17)],
  ['reqId', r => `req-${Math.floor(r() * 40)}`],
  ['res', r => ({ statusCode: status(r) })],
  ['responseTime', r => r() * 20],
  ['msg', always('request completed')],
]

/** What a service says beside its requests. */
const application: Product = [
  ['level', of('info|warn')],
  ['time', iso],
  ['msg', of('listening|job done|cache warmed|retrying')],
  ['job', millis],
  ['req_id', r => `req-${Math.floor(r() * 40)}`],
]

const gauges: Product = [
  ['timestamp', epoch],
  ['cpu_percent', r => r() * 100],
  ['memory_percent', r => r() * 100],
]

const sentences: Product = [
  ['timestamp', iso],
  ['level', always('INFO')],
  ['request_id', r => `req-${Math.floor(r() * 40)}`],
  [
    'message',
    r =>
      pick(r, [
        `GET ${path(r)} 200 ${millis(r)}ms`,
        `9.9.9.9:1 - "${method(r)} ${path(r)} HTTP/1.1" ${status(r)}`,
        `${method(r)} ${path(r)}`,
        `Sent ${status(r)} in ${millis(r)}ms`,
        `Started GET "${path(r)}" for 9.9.9.9 at 2026`,
        `Completed ${status(r)} OK in ${millis(r)}µs (x)`,
        `${status(r)} GET ${path(r)} (9.9.9.9) ${millis(r)}ms`,
        `took ${millis(r)}ms`,
      ]),
  ],
]

const unnamed: Product = [
  ['time', iso],
  ['type', method],
  ['api', path],
  ['status', status],
  ['took_ms', millis],
  ['client_ip', ip],
]

export const products: readonly Product[] = [
  unnamed,
  sentences,
  native,
  pinoHttp,
  nginxStrings,
  nginxTyped,
  caddy,
  ginZap,
  istio,
  cloudRun,
  kong,
  haproxy,
  morgan,
  fastifyStart,
  fastifyEnd,
  application,
  gauges,
]

/** Keys that change what the others of a record say. */
export const strangers: Product = [
  ['cpu_percent', millis],
  ['cacheLookup', always(true)],
  ['end_time', iso],
  ['timestamp_ms', millis],
  ['elapsed_unit', of('ms|s')],
  ['filename', always('/srv/x')],
  ['process', millis],
  ['err', always({ type: 'Error', stack: 'x' })],
  ['error', of('timeout|')],
  ['log', of('plain|{"status":200,"method":"GET","path":"/in","timestamp":1795335600}')],
  ['message', of('status=200 method=GET path=/told|"GET /told HTTP/1.1" 200|ok')],
  ['msg', of('GET /told 200 3ms|Sent 200 in 4ms|GET /told|9.9.9.9:1 - "GET /told HTTP/1.1" 200|see /x|in 3')],
  ['body', always('{"half":')],
  ['properties', always('{"status":200,"method":"GET","path":"/in"}')],
  ['params', r => ({ status: status(r), method: method(r), duration_ms: 1 })],
  [
    'res',
    r => ({ headers: { 'x-response-time': pick(r, ['1.5ms', '2', '-']) }, body: { status_code: 418 } }),
  ],
  ['time.busy', of('1.2ms|3µs')],
  ['time.idle', of('1.2ms|3µs')],
  ['x-runtime', seconds],
  ['http_statcode', of('HTTP/1.1 200 OK|200|ok')],
  ['request_uri', of('GET /line HTTP/1.1|/path|GET http://x/y|a /b')],
  ['resourcePath', of('/users/{id}|/{proxy+}|x')],
  ['target', of('axum::x|/path')],
  ['total_ms', millis],
  ['kind', r => pick(r, ['client', 'SERVER', 3, 2, 'CLIENT'])],
  ['value', of('{"status":200,"method":"GET","path":"/in"}|x')],
  ['max_response_time_ms', millis],
  ['created_at', r => pick(r, [iso(r), '-', 'x'])],
  ['unix', r => pick(r, [epoch(r), 5, String(epoch(r))])],
  ['timestamp', always([2026, 11, 22, 8, 40, 0, 5])],
  ['timestamp', of('22.11.2026 08:40:00|11/22/2026, 8:40:00 AM|x')],
  ['is_cached', r => r() < 0.5],
  ['edge_cache_status', cacheWord],
  ['rt', seconds],
  ['operation', of('GET /op|/op|GET|POST http://x/y HTTP/1.1')],
  ['type', of('GET|POST|x')],
  ['api', path],
  ['instant', always({ epochSecond: 1795335600, nanoOfSecond: 5 })],
  ['event', always('{"a":1}')],
  ['attributes', r => [{ key: 'http.method', value: method(r) }]],
  ['spans', always([{ a: 1 }])],
  ['reqId', r => `req-${Math.floor(r() * 40)}`],
  ['status', of('info|200|404')],
  ['code', status],
  ['proxy', r => ({ method: method(r), path: path(r) })],
  ['source', of('build|lambda')],
  ['duration', r => `${seconds(r)}ms`],
  ['response-hrtime', r => [0, millis(r)]],
  ['request_processing_time', seconds],
  ['route', of('/users/{id}|/a/*')],
  ['date', iso],
]
