// What instrumentation costs a hello-world Fastify, after `npm run build` and `npm ci --ignore-scripts` in examples/.
//
// `node bench/instrument.mjs [rounds] [seconds]`: the same server in turn without anything, with
// the least that measuring can do (least-instrument.mjs), with api-metrics/register, with the plugin, and with the
// collector away; all in one run, A B C D B C D A …, so that whatever else the machine does meets all of them. Throughput and the server's own CPU time, each as the median
// over the rounds of the ratio to the plain server in the same round; and the collector's CPU time a request. What
// throughput loses depends on the machine: with two cores, generator and server take both, and the collector's
// time is theirs.
//
// Processes of the same program differ by more than what is looked for: instrument-within.mjs has them all in one.
//
// `node bench/instrument.mjs away [seconds]`: what a server holds without anything, and one whose collector is away,
// every ten seconds.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cpuOf, startCollector } from './instrument-collector.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const fromExamples = createRequire(join(root, 'examples', 'package.json'))
const register = join(root, 'bundle', 'register.js')
const least = join(root, 'bench', 'least-instrument.mjs')
const plugin = join(root, 'bundle', 'fastify.js')

if (process.send !== undefined) await serve()
else if (process.argv[2] === 'away') await holdOut(Number(process.argv[3] ?? 60))
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
    process.send({ cpu: user + system, ...process.memoryUsage() })
  })
  process.send({ port: app.server.address().port })
}

async function measure(rounds, seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
  const { collector, socket } = await startCollector(folder)
  const here = { API_METRICS_URL: `unix:${socket}` }
  const away = { API_METRICS_URL: `unix:${folder}/nobody.sock` }
  const variants = {
    plain: [[], {}],
    'two listeners, two clocks': [['--import', least], {}],
    register: [['--import', register], here],
    plugin: [[], { ...here, PLUGIN: '1' }],
    'register, collector away': [['--import', register], away],
    'plugin, collector away': [[], { ...away, PLUGIN: '1' }],
  }
  const results = Object.fromEntries(Object.keys(variants).map(name => [name, []]))
  for (let round = 0; round < rounds; round++) {
    const order = Object.entries(variants)
    for (const [name, [execArgv, env]] of [
      ...order.slice(round % order.length),
      ...order.slice(0, round % order.length),
    ]) {
      // A process each time: two of the same program may differ by 5 % as long as they live.
      const server = await start(execArgv, env)
      await load(server, 1)
      const before = cpuOf(collector)
      const result = await load(server, seconds)
      results[name].push({ ...result, collector: (cpuOf(collector) - before) / (result.rate * seconds) })
      server.child.kill()
    }
  }
  for (const name of Object.keys(variants)) print(name, results[name], results.plain)
  collector.kill()
  rmSync(folder, { recursive: true })
}

async function holdOut(seconds) {
  const away = { API_METRICS_URL: 'unix:/nonexistent/collector.sock' }
  await hold('plain', seconds, [], {})
  await hold('register, collector away', seconds, ['--import', register], away)
}

async function hold(name, seconds, execArgv, env) {
  console.log(name)
  const server = await start(execArgv, env)
  const megabytes = bytes => (bytes / 2 ** 20).toFixed(1)
  for (let passed = 10; passed <= seconds; passed += 10) {
    const { rate, rss, heapTotal, heapUsed, arrayBuffers } = await load(server, 10)
    console.log(
      `${String(passed).padStart(4)} s  ${rate.toFixed(0)} req/s  RSS ${megabytes(rss)} MB  heap ${megabytes(heapTotal)} MB, used ${megabytes(heapUsed)} MB  buffers ${megabytes(arrayBuffers)} MB`,
    )
  }
  server.child.kill()
}

async function start(execArgv, env) {
  const child = fork(fileURLToPath(import.meta.url), { execArgv, env: { ...process.env, ...env } })
  const [{ port }] = await once(child, 'message')
  return { child, url: `http://127.0.0.1:${port}` }
}

async function load({ child, url }, seconds) {
  await ask(child)
  const { requests, duration } = await fromExamples('autocannon')({ url, connections: 10, duration: seconds })
  const { cpu, ...memory } = await ask(child)
  return { rate: requests.total / duration, cpu: cpu / requests.total, ...memory }
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
  const [, collector] = quartiles(results.map(result => result.collector))
  const [, microseconds] = quartiles(results.map(result => result.cpu))
  console.log(
    `${name.padEnd(26)} ${requests.toFixed(0).padStart(6)} req/s  ${percent(rate)}   ${microseconds.toFixed(2)} µs CPU a request  ${percent(cpu)}   collector ${collector.toFixed(2)} µs   RSS ${(results.at(-1).rss / 2 ** 20).toFixed(0)} MB`,
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
