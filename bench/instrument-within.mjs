// What recording costs a hello-world Fastify, within one process, after `npm run build` and
// `npm ci --ignore-scripts` in examples/.
//
// `node bench/instrument-within.mjs [seconds] [generator]`: one process with three servers: nothing, what api-metrics/register does, and
// the plugin; the collector is there. Each has a generator of its own, `wrk` (Debian has it) or `autocannon`; one of them runs at a time,
// for 0.6 s, in the order A B C C B A, B C A A C B …, and the others stand still. wrk leaves half of the second core to the collector, so that
// the server is what is measured; autocannon takes all of it.
//
// Processes of the same program differ by 5 to 20 % as long as they live, which is why there is only one. Switching recording on and off
// in it is no way: with each subscription V8 throws away what it compiled of Node's `parserOnIncoming` and `resOnFinish` (`--trace-deopt`),
// and what is measured is compiling. So the server without anything has Node's two channels with listeners that find it is none of theirs:
// 0.03 µs in a loop (`plain` against no listener at all) that are missing from the difference.
import { fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { cpuOf, startCollector } from './instrument-collector.mjs'
import { inner, spread } from './spread.mjs'

const fromExamples = createRequire(new URL('../examples/package.json', import.meta.url))
const names = ['plain', 'register', 'plugin']
/** Records go every 0.2 s: those of the stretch before have been counted, and of its own three times some will have. */
const settling = 300
const stretch = 600

if (process.send !== undefined) await serve()
else await measure(Number(process.argv[2] ?? 600), process.argv[3] ?? 'wrk')

async function serve() {
  const { apiMetrics } = await import('../dist/instrument/fastify.js')
  const { processAgent } = await import('../dist/instrument/process-agent.js')
  const answered = []
  const ports = []
  for (const [i, name] of names.entries()) {
    const app = fromExamples('fastify')()
    if (name === 'plugin') app.register(apiMetrics)
    if (name === 'register') processAgent().recordServer(app.server)
    answered.push(0)
    app.get('/', async () => {
      answered[i]++
      return { hello: 'world' }
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    ports.push(app.server.address().port)
  }
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send({ answered, cpu: user + system, now: performance.now() })
  })
  process.send({ ports })
}

async function measure(seconds, generator) {
  const folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
  const { collector, socket } = await startCollector(folder)
  const server = fork(fileURLToPath(import.meta.url), {
    env: { ...process.env, API_METRICS_URL: `unix:${socket}` },
  })
  const [{ ports }] = await once(server, 'message')
  const generators = ports.map(port => generate(generator, port, 2 * seconds + 60))
  await delay(1000)
  for (const other of generators) other.kill('SIGSTOP')

  const usage = async () => {
    server.send('usage')
    const [answer] = await once(server, 'message')
    return { ...answer, collector: cpuOf(collector) }
  }
  const run = async (i, milliseconds = stretch) => {
    generators[i].kill('SIGCONT')
    await delay(settling)
    const from = await usage()
    await delay(milliseconds)
    const to = await usage()
    generators[i].kill('SIGSTOP')
    const requests = to.answered[i] - from.answered[i]
    return {
      rate: (requests / (to.now - from.now)) * 1000,
      cpu: (to.cpu - from.cpu) / requests,
      collector: (to.collector - from.collector) / requests,
    }
  }
  // Until the code of all three, and the collector's, is warm.
  for (let i = 0; i < 3; i++) for (const j of names.keys()) await run(j, 2000)
  const rounds = []
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    const order = [...names.keys()].map(i => (i + rounds.length) % names.length)
    const round = names.map(() => [])
    for (const i of [...order, ...order.toReversed()]) round[i].push(await run(i))
    rounds.push(round)
  }
  console.log(`${rounds.length} rounds with ${generator}`)
  for (const i of names.keys()) print(i, rounds)
  for (const child of [...generators, server, collector]) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
}

function generate(name, port, seconds) {
  const url = `http://127.0.0.1:${port}`
  const options = ['-c', '10', '-d', String(seconds), url]
  if (name === 'wrk') {
    if (spawnSync('wrk', ['-v']).error)
      throw new Error('wrk is not installed; `autocannon` comes with the examples')
    return spawn('wrk', ['-t', '1', ...options], { stdio: 'ignore' })
  }
  return spawn(process.execPath, [fromExamples.resolve('autocannon'), ...options], { stdio: 'ignore' })
}

function print(i, rounds) {
  const of = (round, field) => (round[i][0][field] + round[i][1][field]) / 2
  const beside = field =>
    rounds.map(round => {
      const logs = j => Math.log(round[j][0][field]) + Math.log(round[j][1][field])
      return 100 * Math.expm1((logs(i) - logs(0)) / 2)
    })
  const mean = field => inner(rounds.map(round => of(round, field))).toFixed(2)
  console.log(
    `${names[i].padEnd(9)} ${mean('rate')} req/s ${spread(beside('rate'), 2)} %, server ${mean('cpu')} µs CPU a request ${spread(beside('cpu'), 2)} %, collector ${mean('collector')} µs`,
  )
}
