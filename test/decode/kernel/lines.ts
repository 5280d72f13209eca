/**
 * Log lines for comparing the two ways of decoding: lines of known products with ordinary and with awkward
 * values, and lines with a few bytes changed. The same seed gives the same lines.
 */

export type Random = () => number

/** Mulberry32 (T. Ettinger, public domain): 32 bits of state are plenty here. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!
}

const numbers =
  '0 -0 -1 1 7 12 200 404 499 99 600 0.5 0.0 1.50 12.75 0.031313 0.000022694 3.0000000000000004 9007199254740993 ' +
  '1795335671.1232474 1763800000.0010001 12345678901234567890 0.1234567890123456789 1e3 1E-2 2.5e+1 1e400 1e-400 ' +
  '1763800000 1763800000123 1763800000123456 1763800000123456789 99999999 100000000 99999999999 100000000000 ' +
  '01 1. .5 +1 - 0x10 NaN Infinity 1_000 999999 1000000 1000001 17638000001234.5'
const texts = [
  ...[
    '',
    '-',
    'null',
    'N/A',
    '0',
    '200',
    '404',
    ' 200',
    '200 ',
    '20',
    '2000',
    '000',
    '0.008',
    '12',
    '12.5',
    '5.',
    '.5',
    '-1',
  ],
  ...[
    'GET',
    'get',
    'Get',
    'POST',
    'PROPFIND',
    'FOO',
    'foo bar',
    'HIT',
    'hit',
    'MISS',
    'BYPASS',
    'TCP_HIT',
    'miss, miss',
    'true',
  ],
  ...[
    '/',
    '/a',
    '/a?b=c',
    '/a#f',
    '/a%20b',
    'a/b',
    '*',
    '//host/p',
    'http://h/p?q',
    'https://h',
    'https://h?x',
    'HTTP://H/P',
    'ftp+x://h/p',
  ],
  ...[
    '/api/users/1234567890/orders/abcdef',
    '/caf\u00e9',
    '/\ud83d\ude80',
    '/\u2028',
    '/x\u0000',
    `/${'long/'.repeat(60)}`,
    `/${'n'.repeat(3000)}`,
  ],
  ...[
    'GET / HTTP/1.1',
    'GET /x?y HTTP/2.0',
    'POST /p',
    'GET  /two',
    'GET /a b HTTP/1.1',
    'GET http://h/p HTTP/1.1',
    '\u0016\u0003\u0001',
  ],
  ...[
    '1.2.3.4',
    '1.2.3.4:80',
    '::1',
    '[::1]:80',
    '1.2.3.4, 5.6.7.8',
    'unknown',
    'host.name',
    'a:b',
    ':80',
    '2001:db8::1',
    '1.2.3.4:',
  ],
  ...[
    '2026-11-22T08:19:19+00:00',
    '2026-11-22T08:19:19Z',
    '2026-11-22 08:19:19',
    '2026-11-22T08:19:19.123456789Z',
    '2026-02-30T00:00:00Z',
  ],
  ...[
    '2026-11-22T08:19:19.5+0130',
    '2026-11-22T24:00:00Z',
    '2026-11-22T08:19Z',
    '2026-11-22',
    '2026-11-22T08:19:60Z',
    '2026-11-22T08:19:19,250-08:00',
  ],
  ...[
    '22/Nov/2026:08:19:19 +0000',
    '[22/Nov/2026:08:19:19 -0330]',
    '22/Nov/2026:08:26:22.213',
    '22/nov/2026:08:19:19 +0000',
    '32/Nov/2026:08:19:19 +0000',
  ],
  ...[
    '1763800000.123',
    '1763800000',
    '1763800000123',
    '742',
    '1.73605ms',
    '850\u00b5s',
    '12 ms',
    '0.123s',
    '1h2m3.5s',
    '6.239us',
    '5ns',
    '00:00:01.5',
    'PT0.5S',
  ],
  ...[
    'upstream timed out',
    'a "quoted" text',
    'tab\tinside',
    'back\\slash',
    'line\nbreak',
    '{"status":200}',
    '[1]',
    'x'.repeat(1500),
    'info',
    'error',
  ],
]
const words = numbers.split(' ')

/** JSON text of a value: mostly `usual`, now and then something that a log should not hold, or holds anyway. */
function value(random: Random, usual: unknown, oddity: number): string {
  if (random() >= oddity) return JSON.stringify(usual)
  const r = random()
  if (r < 0.4) return pick(random, words)
  if (r < 0.75) return spelling(random, pick(random, texts))
  if (r < 0.9)
    return pick(random, [
      'null',
      'true',
      'false',
      'True',
      'nul',
      '{}',
      '[]',
      '[1,2]',
      '["a"]',
      '{"a":{"b":[]}}',
      '[[[]]]',
    ])
  return pick(random, [
    '{"seconds":1763800000,"nanos":5}',
    '{"status":200,"method":"GET"}',
    '[{"x":1}',
    '{"a":1,}',
    '{"a" 1}',
    '',
  ])
}

/** A string as loggers write it: plain, or with escapes that mean the same. */
function spelling(random: Random, text: string): string {
  const json = JSON.stringify(text)
  const r = random()
  if (r < 0.7) return json
  if (r < 0.85) return json.replaceAll('/', '\\/')
  return `"${[...json.slice(1, -1)].map(c => (/[a-zA-Z/?#]/.test(c) && random() < 0.2 && !json.includes('\\') ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c)).join('')}"`
}

type Fields = readonly (readonly [key: string, value: (random: Random) => unknown])[]

const paths = [
  '/',
  '/api/users',
  '/api/users/42',
  '/api/orders?page=2',
  '/search?q=a%20b',
  '/static/app.js',
  'https://shop.example.test/cart?x=1',
]
const agents = [
  'curl/8.5.0',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0',
  'evil"quoted"',
  '',
  'caf\u00e9',
]
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
const text = (list: string[]) => (r: Random) => pick(r, list)

/** What some products write, key by key; dots nest. */
const shapes: readonly Fields[] = [
  [
    ['timestamp', epoch],
    ['endpoint', path],
    ['method', method],
    ['status_code', status],
    ['response_time', seconds],
    ['client_ip', ip],
    ['user_agent', agent],
    ['cache_hit', r => r() < 0.4],
    ['error_message', text(['upstream timed out', '', 'x'])],
  ],
  [
    ['level', () => 30],
    ['time', r => Math.round(epoch(r) * 1000)],
    ['pid', () => 17],
    ['hostname', () => 'h'],
    ['req.id', millis],
    ['req.method', method],
    ['req.url', path],
    ['req.query', () => ({})],
    ['req.headers.host', () => 'example.org'],
    ['req.headers.user-agent', agent],
    ['req.remoteAddress', ip],
    ['req.remotePort', millis],
    ['res.statusCode', status],
    ['res.headers.content-type', () => 'application/json'],
    ['res.headers.x-cache', cacheWord],
    ['responseTime', millis],
    ['msg', () => 'request completed'],
  ],
  [
    ['time_local', clf],
    ['remote_addr', ip],
    ['request', r => `${method(r)} ${path(r)} HTTP/1.1`],
    ['status', r => String(status(r))],
    ['body_bytes_sent', r => String(millis(r))],
    ['request_time', r => (millis(r) / 1000).toFixed(3)],
    ['http_user_agent', agent],
    ['upstream_response_time', r => (millis(r) / 1000).toFixed(3)],
    ['upstream_cache_status', cacheWord],
  ],
  [
    ['time', wholeIso],
    ['remote_addr', ip],
    ['request_method', method],
    ['uri', path],
    ['args', () => ''],
    ['status', status],
    ['request_time', r => millis(r) / 1000],
    ['upstream_status', r => String(status(r))],
    ['cache', cacheWord],
    ['user_agent', agent],
  ],
  [
    ['level', text(['info', 'error'])],
    ['ts', epoch],
    ['logger', text(['http.log.access', 'http.log.access', 'http.log.error.log0'])],
    ['msg', () => 'handled request'],
    ['request.remote_ip', ip],
    ['request.method', method],
    ['request.uri', path],
    ['request.headers', r => ({ 'User-Agent': [agent(r)], Referer: ['"'] })],
    ['duration', seconds],
    ['size', millis],
    ['status', status],
    ['resp_headers', () => ({ Server: ['Caddy'] })],
  ],
  [
    ['level', () => 'info'],
    ['ts', epoch],
    ['msg', path],
    ['status', status],
    ['method', method],
    ['path', path],
    ['query', () => ''],
    ['ip', ip],
    ['user-agent', agent],
    ['latency', seconds],
    ['time', iso],
  ],
  [
    ['start_time', iso],
    ['method', method],
    ['path', path],
    ['response_code', status],
    ['response_flags', () => '-'],
    ['duration', millis],
    ['upstream_service_time', r => String(millis(r))],
    ['user_agent', agent],
    ['downstream_remote_address', r => `${ip(r)}:4321`],
  ],
]

/** Makers of records, one per product: mostly in the usual key order, with odd values in this share of places. */
export const records: readonly ((random: Random, oddity: number) => string)[] = shapes.map(shape => {
  return (random, oddity) => recordOf(shape, random, oddity)
})

function recordOf(shape: Fields, random: Random, oddity: number): string {
  let fields = shape.map(([key, make]) => [key, value(random, make(random), oddity)] as [string, string])
  if (random() < oddity) fields = fields.filter(() => random() > 0.15)
  if (random() < oddity) fields.splice(Math.floor(random() * fields.length), 0, pick(random, fields))
  if (random() < oddity) fields.sort(() => random() - 0.5)
  if (random() < oddity) fields.push([`key${Math.floor(random() * 5000)}`, '1'])
  return nested(fields, random() < 0.05 ? ' ' : '')
}

function nested(fields: readonly (readonly [string, string])[], space: string): string {
  let text = '{'
  let open: string[] = []
  for (const [key, json] of fields) {
    const parts = key.split('.')
    const parents = parts.slice(0, -1)
    let shared = 0
    while (shared < open.length && shared < parents.length && open[shared] === parents[shared]) shared++
    text += '}'.repeat(open.length - shared)
    if (!text.endsWith('{')) text += `,${space}`
    for (const parent of parents.slice(shared)) text += `"${parent}":${space}{`
    text += `"${parts.at(-1)}":${space}${json}`
    open = parents
  }
  return `${text}${'}'.repeat(open.length + 1)}`
}

const bytesWorth = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c, 0x3a, 0x20, 0x09, 0x0d, 0x00, 0x1f, 0x7f, 0x80, 0xc3, 0xe2, 0xff,
  0x2e, 0x2d, 0x65, 0x30, 0x39, 0x75,
]

/** The line with one to three places changed: bytes replaced, put in, taken out, moved, cut off. */
export function mutated(random: Random, line: Uint8Array): Uint8Array {
  let bytes = [...line]
  for (let n = Math.floor(random() * 3); n >= 0; n--) {
    const at = Math.floor(random() * bytes.length)
    const length = Math.floor(random() ** 3 * 20) + 1
    const r = random()
    if (r < 0.3) bytes[at] = random() < 0.7 ? pick(random, bytesWorth) : Math.floor(random() * 256)
    else if (r < 0.5) bytes.splice(at, 0, pick(random, bytesWorth))
    else if (r < 0.7) bytes.splice(at, length)
    else if (r < 0.8) bytes.splice(at, 0, ...bytes.slice(at, at + length))
    else if (r < 0.9)
      bytes.splice(at, length, ...new TextEncoder().encode(pick(random, [...words, ...texts.slice(0, 40)])))
    else bytes = bytes.slice(0, at)
  }
  return Uint8Array.from(bytes.filter(byte => byte !== 10))
}

const stamp = '2026-11-22T08:40:00.123456789Z'

/** What containers, shippers and syslog make of a line. */
export const wrappings: readonly ((random: Random, line: string) => string)[] = [
  (_, line) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: stamp }),
  (r, line) =>
    JSON.stringify({
      log: r() < 0.8 ? line : pick(r, texts),
      stream: 'stderr',
      time: stamp,
      kubernetes: { pod_name: 'p' },
    }),
  (r, line) =>
    JSON.stringify({ '@timestamp': stamp, message: r() < 0.8 ? line : pick(r, texts), level: 'info' }),
  (r, line) =>
    JSON.stringify({
      time: 1795336800.5,
      msg: `request ${line}`,
      status: pick(r, [200, 'info', null]),
      log: pick(r, [line, 'x']),
    }),
  (r, line) => `${stamp} ${pick(r, ['stdout', 'stderr'])} ${r() < 0.9 ? 'F' : 'P'} ${line}`,
  (r, line) => `<134>1 ${stamp} host app ${Math.floor(r() * 3)} - - ${line}`,
  (r, line) => `Nov 22 08:40:0${Math.floor(r() * 10)} host nginx: ${line}`,
  (r, line) =>
    `${pick(r, ['web-1    | ', '[pod/shop/web] ', '\u001b[36mweb-1 |\u001b[0m ', '{"half":1 ', '[ ', '  ', '\ufeff', ', '])}${line}`,
]
