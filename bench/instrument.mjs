// What instrumentation costs a hello-world Fastify: `node bench/instrument.mjs [rounds] [seconds]`, after
// `npm run build` and `npm ci --ignore-scripts` in examples/. The same server in turn without anything, with
// api-metrics/register, with the plugin, and with the collector away; all in one run, A B C D A B C D …, so that
// whatever else the machine does meets all of them. Throughput and the server's own CPU time, each as the median
// over the rounds of the ratio to the plain server in the same round.
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const fromExamples = createRequire(join(root, 'examples', 'package.json'))
const register = join(root, 'dist', 'instrument', 'register.js')
const plugin = join(root, 'dist', 'instrument', 'fastify.js')

if (process.send !== undefined) await serve()
else await measure(Number(process.argv[2] ?? 10), Number(process.argv[3] ?? 3))

async function serve() {
  const app = fromExamples('fastify')()
  if (process.env.PLUGIN === '1') app.register((await import(plugin)).apiMetrics)
  app.get('/', async () => ({ hello: 'world' }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  let before = process.cpuUsage()
  process.on('message', () => {
    const { user, system } = process.cpuUsage(before)
    before = process.cpuUsage()
    process.send({ cpu: user + system, rss: process.memoryUsage.rss() })
  })
  process.send({ port: app.server.address().port })
}

async function measure(rounds, seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
  const socket = join(folder, 'collector.sock')
  const collector = spawn(
    process.execPath,
    [join(root, 'bin', 'api-metrics.js'), 'watch', '--plain', '--no-system', '--listen', `unix:${socket}`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(collector.stdout, 'data')
  collector.stdout.resume()
  const here = { API_METRICS_URL: `unix:${socket}` }
  const away = { API_METRICS_URL: `unix:${folder}/nobody.sock` }
  const variants = {
    plain: await start([], {}),
    register: await start(['--import', register], here),
    plugin: await start([], { ...here, PLUGIN: '1' }),
    'register, collector away': await start(['--import', register], away),
    'plugin, collector away': await start([], { ...away, PLUGIN: '1' }),
  }
  const results = Object.fromEntries(Object.keys(variants).map(name => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const [name, server] of Object.entries(variants)) {
      const result = await load(server, seconds)
      // The first round warms up.
      if (round >= 0) results[name].push(result)
    }
  }
  for (const name of Object.keys(variants)) print(name, results[name], results.plain)
  for (const { child } of Object.values(variants)) child.kill()
  collector.kill()
  rmSync(folder, { recursive: true })
}

async function start(execArgv, env) {
  const child = fork(fileURLToPath(import.meta.url), { execArgv, env: { ...process.env, ...env } })
  const [{ port }] = await once(child, 'message')
  return { child, url: `http://127.0.0.1:${port}` }
}

async function load({ child, url }, seconds) {
  await ask(child)
  const { requests, duration } = await fromExamples('autocannon')({ url, connections: 10, duration: seconds })
  const { cpu, rss } = await ask(child)
  return { rate: requests.total / duration, cpu: cpu / requests.total, rss }
}

async function ask(child) {
  child.send('usage')
  const [answer] = await once(child, 'message')
  return answer
}

function print(name, results, plain) {
  const rate = quartiles(results.map((result, i) => result.rate / plain[i].rate - 1))
  const cpu = quartiles(results.map((result, i) => result.cpu / plain[i].cpu - 1))
  const [, requests] = quartiles(results.map(result => result.rate))
  const [, microseconds] = quartiles(results.map(result => result.cpu))
  console.log(
    `${name.padEnd(26)} ${requests.toFixed(0).padStart(6)} req/s  ${percent(rate)}   ${microseconds.toFixed(2)} µs CPU a request  ${percent(cpu)}   RSS ${(results.at(-1).rss / 2 ** 20).toFixed(0)} MB`,
  )
}

function percent([low, middle, high]) {
  const text = ratio => `${ratio < 0 ? '−' : '+'}${Math.abs(100 * ratio).toFixed(1)}`
  return `${text(middle)} % (${text(low)} … ${text(high)})`
}

function quartiles(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = part => sorted[Math.round(part * (sorted.length - 1))]
  return [at(0.25), at(0.5), at(0.75)]
}
