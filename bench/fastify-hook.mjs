// What the Fastify plugin's hook costs beside what records the server anyway, after `npm run build` and
// `npm ci --ignore-scripts` in examples/.
//
// `node bench/fastify-hook.mjs [rounds]`: one app with a scope for each variant, whose routes are asked in turn for
// some twenty milliseconds. Two processes of the same program differ by 5 %, and a machine that others share by
// a factor of two from one minute to the next: neighbours in time within one process can be compared to 0.1 µs. Rounds
// in which a variant took half as long again as the plain one's tenth percentile are left out. The collector is away.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { inner, sorted, spread } from './spread.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const milliseconds = 22
const connections = 10

/** What each scope's routes have; `plain` is asked through a server that is not recorded. */
const variants = {
  plain: () => {},
  'server recorded, no hook': () => {},
  'a hook that only goes on': scope => scope.addHook('onRequest', (_request, _reply, done) => done()),
  'handlers wrapped, no hook': scope => scope.addHook('onRoute', wrapHandler),
  plugin: (scope, apiMetrics) => apiMetrics(scope, {}, () => {}),
}

function wrapHandler(route) {
  const { handler, url } = route
  const key = Symbol.for('api-metrics.connection')
  route.handler = function (request, reply) {
    const exchange = request.raw.socket[key]?.of(reply.raw)
    if (exchange !== undefined) exchange.route = url
    return handler.call(this, request, reply)
  }
}

async function serve() {
  const app = createRequire(join(root, 'examples', 'package.json'))('fastify')()
  const { apiMetrics } = await import(join(root, 'bundle', 'fastify.js'))
  apiMetrics({ server: app.server, addHook: () => {} }, {}, () => {})
  let answered = 0
  Object.values(variants).forEach((prepare, i) => {
    app.register(async scope => {
      prepare(scope, apiMetrics)
      scope.get(`/${i}`, async () => {
        answered++
        return { hello: 'world' }
      })
    })
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const unrecorded = createServer(app.routing).listen(0, '127.0.0.1')
  await once(unrecorded, 'listening')
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send({ answered, cpu: user + system, now: performance.now() })
  })
  process.send({ port: app.server.address().port, unrecordedPort: unrecorded.address().port })
}

async function measure(rounds) {
  const env = { ...process.env, API_METRICS_URL: 'unix:/nonexistent/collector.sock' }
  const server = fork(fileURLToPath(import.meta.url), { env })
  const [{ port, unrecordedPort }] = await once(server, 'message')
  const names = Object.keys(variants)
  const loads = []
  for (const i of names.keys()) loads.push(await Load.open(server, i === 0 ? unrecordedPort : port, `/${i}`))
  for (let i = 0; i < 3; i++) for (const load of loads) await load.run(500)
  const seen = []
  for (let round = 0; round < rounds; round++) {
    const row = []
    for (const i of names.keys()) {
      const next = (round + (round % 2 === 0 ? i : names.length - i)) % names.length
      row[next] = await loads[next].run(milliseconds)
    }
    seen.push(row)
  }
  const limit = 1.5 * sorted(seen.map(([plain]) => plain.cpu))[Math.floor(rounds / 10)]
  const kept = seen.filter(row => row.every(({ cpu }) => cpu < limit))
  console.log(`${kept.length} of ${rounds} rounds`)
  for (const [i, name] of names.entries()) {
    const cpu = kept.map(row => row[i].cpu - row[0].cpu)
    const rate = kept.map(row => 100 * (row[i].rate / row[0].rate - 1))
    console.log(`${name.padEnd(26)} ${inner(kept.map(row => row[i].cpu)).toFixed(2)} µs a request`)
    console.log(`${''.padEnd(26)} ${spread(cpu, 3)} µs, ${spread(rate, 2)} % of throughput`)
  }
  server.kill()
  process.exit()
}

/** Connections that ask for one path as fast as they are answered. */
class Load {
  #server
  #request
  #sockets = []
  #waiting = 0
  #stopped = null

  static async open(server, port, path) {
    const load = new Load()
    load.#server = server
    load.#request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    for (let i = 0; i < connections; i++) {
      const socket = connect(port, '127.0.0.1').setNoDelay(true)
      await once(socket, 'connect')
      // An answer is small enough to arrive in one piece.
      socket.on('data', () => load.#answered(socket))
      load.#sockets.push(socket)
    }
    return load
  }

  async run(duration) {
    const before = await this.#ask()
    for (const socket of this.#sockets) socket.write(this.#request)
    this.#waiting = connections
    await sleep(duration)
    await new Promise(resolve => {
      this.#stopped = resolve
    })
    this.#stopped = null
    const after = await this.#ask()
    const answered = after.answered - before.answered
    return { cpu: (after.cpu - before.cpu) / answered, rate: answered / (after.now - before.now) }
  }

  #answered(socket) {
    if (this.#stopped === null) socket.write(this.#request)
    else if (--this.#waiting === 0) this.#stopped()
  }

  async #ask() {
    this.#server.send('usage')
    const [answer] = await once(this.#server, 'message')
    return answer
  }
}

if (process.send !== undefined) await serve()
else await measure(Number(process.argv[2] ?? 1000))
