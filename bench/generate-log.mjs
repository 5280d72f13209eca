#!/usr/bin/env node
// Writes a request log of N lines for benchmarks: the same bytes for the same arguments.
// usage: generate-log.mjs LINES FILE [native|pino] [SPAN_SECONDS]
// Exact truth about what it wrote goes to FILE.expected.json.
import fs from 'node:fs'

const [lines, file, shape = 'native', span = '3600'] = process.argv.slice(2)
if (!Number(lines) || !file) {
  console.error('usage: generate-log.mjs LINES FILE [native|pino] [SPAN_SECONDS]')
  process.exit(2)
}
const total = Number(lines),
  step = Number(span) / total
let seed = 12345
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 4294967296
}
const normal = () => {
  let sum = 0
  for (let i = 0; i < 12; i++) sum += random()
  return sum - 6
}
const pick = list => list[Math.floor(random() * list.length)]
const endpoints = [
  '/api/projects',
  '/api/projects/active',
  '/api/activities',
  '/api/activities/stats',
  '/api/donations',
  '/api/donations/total',
  '/api/users',
  '/api/users/me',
  '/api/search',
  '/health',
  '/api/cart',
  '/api/checkout',
]
const methods = ['GET', 'GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE']
const agents = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36',
  'curl/8.5.0',
  'python-requests/2.31.0',
  'okhttp/4.12.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15',
]
const start = 1763800000
const truth = {
  requests: 0,
  errors: 0,
  cacheHits: 0,
  sum: 0,
  min: Infinity,
  max: 0,
  endpoints: {},
  statusCodes: {},
}
const fd = fs.openSync(file, 'w')
let buffer = []
for (let i = 0; i < total; i++) {
  const time = start + i * step
  const endpoint = endpoints[Math.floor(random() * random() * endpoints.length)],
    method = pick(methods),
    r = random()
  const status = r < 0.93 ? 200 : r < 0.95 ? 201 : r < 0.97 ? 404 : r < 0.985 ? 401 : 500
  const seconds =
    shape === 'native'
      ? Number(Math.exp(-3 + normal() * 0.9).toFixed(6))
      : Math.round(Math.exp(-3 + normal() * 0.9) * 1000) / 1000
  const hit = random() < 0.4,
    agent = pick(agents),
    ip = `10.${Math.floor(random() * 255)}.${Math.floor(random() * 255)}.${Math.floor(random() * 255)}`
  const record =
    shape === 'native'
      ? {
          timestamp: Number(time.toFixed(3)),
          endpoint,
          method,
          status_code: status,
          response_time: seconds,
          client_ip: ip,
          user_agent: agent,
          cache_hit: hit,
        }
      : {
          level: 30,
          time: Math.round(time * 1000),
          pid: 1,
          hostname: 'h1',
          req: {
            id: i,
            method,
            url: endpoint,
            query: {},
            params: {},
            headers: { host: 'example.org', 'user-agent': agent, accept: '*/*' },
            remoteAddress: ip,
            remotePort: 1234,
          },
          res: {
            statusCode: status,
            headers: { 'content-type': 'application/json', 'x-cache': hit ? 'HIT' : 'MISS' },
          },
          responseTime: Math.round(seconds * 1000),
          msg: 'request completed',
        }
  if (status >= 500 && shape === 'native') record.error_message = 'upstream timed out'
  truth.requests++
  if (status >= 400) truth.errors++
  if (hit) truth.cacheHits++
  truth.sum += seconds
  truth.min = Math.min(truth.min, seconds)
  truth.max = Math.max(truth.max, seconds)
  const key = `${method} ${endpoint}`
  truth.endpoints[key] = (truth.endpoints[key] ?? 0) + 1
  truth.statusCodes[status] = (truth.statusCodes[status] ?? 0) + 1
  buffer.push(JSON.stringify(record))
  if (buffer.length === 5000) {
    fs.writeSync(fd, `${buffer.join('\n')}\n`)
    buffer = []
  }
}
if (buffer.length) fs.writeSync(fd, `${buffer.join('\n')}\n`)
fs.closeSync(fd)
fs.writeFileSync(
  `${file}.expected.json`,
  JSON.stringify(
    { ...truth, mean: truth.sum / total, first: start, last: start + (total - 1) * step },
    null,
    1,
  ),
)
