// A fleet under measure: how long the last 5 minutes and a day's report take over 10 million rows, in
// Debian's clickhouse-server (started here, on loopback ports of its own).
// `node bench/fleet.mjs [FOLDER] [HOSTS] [ENDPOINTS]`; needs `npm run build` and `clickhouse-server`.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'api-metrics-fleet-'))
const hosts = Number(process.argv[3] ?? 100)
const endpoints = Number(process.argv[4] ?? 50)
const [http, tcp] = [28123, 29000]
const store = `clickhouse://127.0.0.1:${http}/fleet`
const binary = join(import.meta.dirname, '..', 'bin', 'api-metrics.js')

function config() {
  return `<yandex>
  <logger><level>warning</level><log>${folder}/server.log</log><errorlog>${folder}/error.log</errorlog></logger>
  <http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><listen_host>127.0.0.1</listen_host>
  <path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path>
  <users_config>${folder}/users.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database>
  <mark_cache_size>268435456</mark_cache_size>
</yandex>`
}

const users = `<yandex><profiles><default/></profiles><quotas><default/></quotas><users><default>
  <password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
</default></users></yandex>`

async function sql(statement) {
  const response = await fetch(`http://127.0.0.1:${http}/`, { method: 'POST', body: statement })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text.trim()
}

/** Rows of one step from a time on, as so many hosts would have sent them: `rows` at once. */
async function fill(step, from, to) {
  const buckets = (to - from) / step
  const rows = buckets * hosts * endpoints
  const perRow = 2 * step
  const bins = Math.min(24, perRow)
  for (let start = 0; start < rows; start += 500_000)
    await sql(`INSERT INTO fleet.rollups (step, time, host, source, method, endpoint, version, requests, codes,
        code_counts, unknown_seconds, unknown_nanoseconds, unknown_min, unknown_max, unknown_bins, unknown_counts)
      SELECT ${step}, toDateTime(${from} + ${step} * intDiv(number, ${hosts * endpoints})),
        concat('host-', toString(intDiv(number, ${endpoints}) % ${hosts})), '/var/log/app/access.log', 'GET',
        concat('/api/v1/resource/', toString(number % ${endpoints})), 1, ${perRow}, [200, 500], [${perRow - 1}, 1],
        0, 900000000, 0.001, 0.9,
        arrayMap(i -> toInt16(-190 + 6 * i + (number % 6)), range(${bins})),
        arrayMap(i -> toUInt64(${Math.floor(perRow / bins)}), range(${bins}))
      FROM (SELECT toUInt64(${start}) + number AS number FROM system.numbers LIMIT ${Math.min(500_000, rows - start)})`)
  return rows
}

/** Seconds of several runs, the middle ones: on the wall, and of the server's processors. */
function measure(run, times = 5) {
  const wall = []
  const busy = []
  for (let i = 0; i < times; i++) {
    const start = performance.now()
    const before = serverSeconds()
    run()
    wall.push((performance.now() - start) / 1000)
    busy.push(serverSeconds() - before)
  }
  const middle = values => values.sort((a, b) => a - b)[Math.floor(times / 2)]
  return [middle(wall), middle(busy)]
}

/** Of user and system, from /proc: ticks are hundredths of a second. */
function serverSeconds() {
  const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function report(...args) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [binary, 'report', '--store', store, '--format', 'json', ...args],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  )
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

for (const name of ['data', 'tmp']) mkdirSync(join(folder, name))
writeFileSync(join(folder, 'config.xml'), config())
writeFileSync(join(folder, 'users.xml'), users)
const server = spawn('clickhouse-server', [`--config-file=${join(folder, 'config.xml')}`], {
  stdio: 'ignore',
})
try {
  while ((await sql('SELECT 1').catch(() => '')) !== '1')
    await new Promise(resolve => setTimeout(resolve, 200))
  spawnSync(process.execPath, [binary, 'collect', '--store', store, '--init'], { stdio: 'inherit' })
  const now = Math.floor(Date.now() / 600_000) * 600
  const started = performance.now()
  let rows = await fill(600, now - 86_400, now)
  rows += await fill(60, now - 86_400, now)
  rows += await fill(10, now - 4200, now)
  const seconds = (performance.now() - started) / 1000
  await sql(`INSERT INTO fleet.hosts SELECT concat('host-', toString(number)), toUInt32(now()), ${now}, ${now}
    FROM (SELECT number FROM system.numbers LIMIT ${hosts})`)
  const bytes = Number(await sql("SELECT sum(bytes) FROM system.parts WHERE active AND table = 'rollups'"))
  console.log(
    `${rows} rows of ${hosts} hosts with ${endpoints} endpoints, filled in ${seconds.toFixed(0)} s;`,
  )
  console.log(`${(bytes / 1e6).toFixed(0)} MB, ${(bytes / rows).toFixed(1)} bytes a row`)
  const until = new Date(now * 1000).toISOString()
  const looks = [
    ['5 minutes', '5m'],
    ['5 minutes by host', '5m', '--group-by', 'host'],
    ['1 hour', '1h'],
    ['24 hours', '24h'],
    ['24 hours of one host', '24h', '--filter', 'host = host-7'],
  ]
  for (const [name, window, ...args] of looks) {
    const all = ['--window', window, '--until', until, ...args]
    const { requests } = report(...all)
    const [wall, busy] = measure(() => report(...all))
    const seconds = `${wall.toFixed(2)} s, ${busy.toFixed(2)} CPU s of the server`
    console.log(
      `${name.padEnd(22)} ${seconds}  (${requests.total} requests; load ${loadavg()[0].toFixed(1)})`,
    )
  }
} finally {
  server.kill('SIGTERM')
  await once(server, 'close')
  rmSync(folder, { recursive: true, force: true })
}
