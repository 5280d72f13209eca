// What a collector spends on the requests of an instrumented process, by how much they have in common, after `npm run build` and
// `npm ci --ignore-scripts` in examples/: `node bench/instrument-mixed.mjs [seconds]`. A node:http server with api-metrics/register is asked over twelve
// connections for one path, for thirty in any order, and for a path of its own each time; the collector's CPU time is that of all its threads.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cpuOf, startCollector } from './instrument-collector.mjs'

const autocannon = createRequire(new URL('../examples/package.json', import.meta.url))('autocannon')
const register = fileURLToPath(new URL('../bundle/register.js', import.meta.url))
const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' }

let count = 0
const paths = {
  'one path': () => '/things/1',
  'thirty paths': () => `/things/${Math.floor(30 * Math.random())}`,
  'a path each': () => `/things/${count++}`,
}

if (process.send !== undefined) await serve()
else for (const name of Object.keys(paths)) await measure(name, Number(process.argv[2] ?? 10))

async function serve() {
  const server = createServer((_request, response) => response.end('{"hello":"world"}'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  process.send({ port: server.address().port })
}

async function measure(name, seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
  const { collector, socket } = await startCollector(folder)
  const env = { ...process.env, API_METRICS_URL: `unix:${socket}` }
  const server = fork(fileURLToPath(import.meta.url), { execArgv: ['--import', register], env })
  const [{ port }] = await once(server, 'message')
  const ask = duration =>
    autocannon({
      url: `http://127.0.0.1:${port}`,
      connections: 12,
      duration,
      requests: [{ setupRequest: request => ({ ...request, headers, path: paths[name]() }) }],
    })
  await ask(5)
  const before = cpuOf(collector)
  const { requests } = await ask(seconds)
  const microseconds = (cpuOf(collector) - before) / requests.total
  console.log(
    `${name.padEnd(13)} ${requests.average.toFixed(0)} req/s, collector ${microseconds.toFixed(2)} µs a request`,
  )
  for (const child of [server, collector]) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
}
