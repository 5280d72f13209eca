// What recording costs a hello-world Fastify, after `npm run build` and `npm ci --ignore-scripts` in examples/.
//
// `node bench/instrument-within.mjs [seconds] [generator] [processes]`: one process after the other, each with three servers: nothing,
// what api-metrics/register does, and the plugin; the collector is there. Each server has a generator of its own, `wrk` (Debian has it) or
// `autocannon`; one of them runs at a time, for 0.6 s, in the order A B C C B A, B C A A C B …, and the others stand still. wrk leaves half
// of the second core to the collector, so that the server is what is measured; autocannon takes all of it.
//
// Processes of the same program differ by 5 to 20 % as long as they live, so the three are compared within each; and two servers that do the
// same differ by 2 to 3 % within one, so there are many, in which the three are made in another order. Switching recording on and off
// in a process is no way: with each subscription V8 throws away what it compiled of Node's `parserOnIncoming` and `resOnFinish` (`--trace-deopt`),
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

if (process.send !== undefined) await serve(Number(process.argv[2]))
else await main(Number(process.argv[2] ?? 60), process.argv[3] ?? 'wrk', Number(process.argv[4] ?? 12))

async function main(seconds, generator, processes) {
  const differences = []
  for (let i = 0; i < processes; i++) differences.push(await measure(seconds, generator, i))
  console.log(`${processes} processes with ${generator}, beside plain:`)
  for (const [i, name] of names.entries()) {
    const mean = field =>
      spread(
        differences.map(each => each[i][field]),
        2,
      )
    console.log(`${name.padEnd(9)} ${mean('rate')} % requests, ${mean('cpu')} % CPU of the server a request`)
  }
}

/** @param turn of the process: which of the servers is made first */
async function serve(turn) {
  const { apiMetrics } = await import('../dist/instrument/fastify.js')
  const { processAgent } = await import('../dist/instrument/process-agent.js')
  const answered = names.map(() => 0)
  const ports = []
  const order = [...names.keys()].map(i => (i + turn) % names.length)
  for (const i of turn % 2 === 0 ? order : order.toReversed()) {
    const name = names[i]
    const app = fromExamples('fastify')()
    if (name === 'plugin') app.register(apiMetrics)
    if (name === 'register') processAgent().recordServer(app.server)
    app.get('/', async () => {
      answered[i]++
      return { hello: 'world' }
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    ports[i] = app.server.address().port
  }
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send({ answered, cpu: user + system, now: performance.now() })
  })
  process.send({ ports })
}

async function measure(seconds, generator, turn) {
  const folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
  const { collector, socket } = await startCollector(folder)
  const server = fork(fileURLToPath(import.meta.url), [String(turn)], {
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
  for (let i = 0; i < 3; i++) for (const j of names.keys()) await run(j, 1500)
  const rounds = []
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    const order = [...names.keys()].map(i => (i + rounds.length) % names.length)
    const round = names.map(() => [])
    for (const i of [...order, ...order.toReversed()]) round[i].push(await run(i))
    rounds.push(round)
  }
  for (const child of [...generators, server, collector]) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
  console.log(`process ${turn + 1}, ${rounds.length} rounds with ${generator}`)
  return names.map((_, i) => print(i, rounds))
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
  const [rate, cpu] = [beside('rate'), beside('cpu')]
  console.log(
    `${names[i].padEnd(9)} ${mean('rate')} req/s ${spread(rate, 2)} %, server ${mean('cpu')} µs CPU a request ${spread(cpu, 2)} %, collector ${mean('collector')} µs`,
  )
  return { rate: inner(rate), cpu: inner(cpu) }
}
