// History under measure: how large a week of many endpoints is, how long a day's report takes, what writing costs.
// `node bench/history.mjs [FOLDER]`; needs `npm run build`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { SqliteWriter } from '../dist/history/index.js'
import { encodeFrame, Rollup } from '../dist/model/index.js'

// Node 20 reads these certificates whenever it starts, whatever it is to do: 44 ms for those of Debian.
delete process.env.NODE_EXTRA_CA_CERTS

const folder = process.argv[2] ?? join(import.meta.dirname, 'data')
mkdirSync(folder, { recursive: true })
const binary = join(import.meta.dirname, '..', 'bin', 'api-metrics.js')

let seed = 1
function random() {
  seed = (seed * 48271) % 2147483647
  return seed / 2147483647
}

const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())

/** One minute of `endpoints` endpoints with `perMinute` requests each on average, the first ones with more. */
function minute(endpoints, perMinute) {
  const cells = new Map()
  for (let number = 0; number < endpoints; number++) {
    const rollup = new Rollup()
    const share = 0.25 + (1.5 * (endpoints - number)) / endpoints
    const requests = Math.max(1, Math.round(perMinute * share * (0.8 + 0.4 * random())))
    const middle = 0.005 * 1.5 ** (number % 11)
    for (let i = 0; i < requests; i++) {
      const status = random() < 0.01 ? 500 : 200
      const duration = Math.round(middle * Math.exp(0.5 * normal()) * 1e6) / 1e6
      rollup.add(status, duration, -1)
      rollup.addClient(`10.0.${Math.floor(random() * 8)}.${Math.floor(random() * 250)}`)
      if (status === 500) rollup.addErrorMessage(500, `upstream ${number % 7} timed out`)
    }
    for (const { clients } of [rollup]) clients?.prune(requests / 16)
    cells.set(number, rollup)
  }
  return encodeFrame(cells)
}

function sample(timestamp) {
  return {
    timestamp,
    host: 'bench',
    origin: 'local',
    cpuPercent: 100 * random(),
    memoryPercent: 50,
    memoryUsedMb: 8000,
    memoryAvailableMb: 8000,
    diskUsagePercent: 40,
    activeConnections: 120,
    cacheSize: null,
    cacheHitRatio: null,
  }
}

/** A store of so many days, as if recorded by the minute until now. */
function fill(path, { endpoints, days, perMinute }) {
  const writer = new SqliteWriter({ path, self: { pid: process.pid, host: 'bench', started: '' } })
  const pool = Array.from({ length: 12 }, () => minute(endpoints, perMinute))
  const now = Date.now() / 1000
  const last = Math.floor(now / 60) * 60
  const series = Array.from({ length: endpoints }, (_, number) => [
    number,
    { host: 'bench', source: '/var/log/access.log', method: 'GET', endpoint: `/api/resource-${number}/:id` },
  ])
  // So that every width has what it would have, it is written the way time went.
  for (let time = last - days * 86_400; time < last; time += 60) {
    const step = 10
    const buckets = []
    for (let at = time; at < time + 60; at += 60)
      buckets.push({ step: time < last - 21_600 ? 60 : step, time: at, frame: pool[(at / 60) % pool.length] })
    const samples = [0, 10, 20, 30, 40, 50].map(after => sample(time + after))
    const first = time === last - days * 86_400
    writer.commit({ at: time + 60, series: first ? series : [], buckets, samples, checkpoints: [] })
  }
  writer.close()
  return statSync(path).size
}

/** Median of 7 runs: wall time, and processor time of the whole process, in milliseconds. */
function timed(args) {
  const runs = Array.from({ length: 7 }, () => {
    const before = childSeconds()
    const began = performance.now()
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return { wall: performance.now() - began, cpu: childSeconds() - before }
  })
  const median = name =>
    runs
      .map(each => each[name])
      .sort((x, y) => x - y)[3]
      .toFixed(0)
  return `${median('wall')} ms, ${median('cpu')} ms of processor`
}

/** Processor time of all children that have ended, in milliseconds. */
function childSeconds() {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1].split(' ')
  return (Number(fields[13]) + Number(fields[14])) * 10
}

const week = join(folder, 'week.db')
const day = join(folder, 'day.db')
const shapes = [
  [day, { endpoints: 100, days: 1, perMinute: 60 }],
  [week, { endpoints: 500, days: 7, perMinute: 120 }],
]
for (const [path, shape] of shapes.slice(0, process.argv.includes('--day') ? 1 : 2)) {
  if (process.argv.includes('--keep') && existsSync(path)) continue
  rmSync(path, { force: true })
  const began = performance.now()
  const bytes = fill(path, shape)
  console.log(
    `${path}: ${shape.endpoints} endpoints, ${shape.days} d, ${shape.perMinute} requests a minute each: ` +
      `${(bytes / 2 ** 20).toFixed(1)} MiB, written in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  )
}
console.log(`node -e 0: ${timed(['-e', '0'])}`)
for (const [path, window] of [
  [day, '1h'],
  [day, '24h'],
  [week, '1h'],
  [week, '24h'],
  [week, '7d'],
]) {
  if (!existsSync(path)) continue
  const figures = timed([binary, 'report', '--window', window, '--store', path, '--format', 'json'])
  console.log(`report --window ${window} of ${path}: ${figures} (medians of 7)`)
}
