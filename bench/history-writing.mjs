// What recording costs: `collect` follows a log of 1,000 lines a second. Says what the whole process takes, and the
// threads that take most of it: the main one reads and counts, the next one writes, the others clean up after both.
// `node bench/history-writing.mjs [SECONDS] [ENDPOINTS]`; needs `npm run build` and Linux.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const [seconds = 60, endpoints = 500] = process.argv.slice(2).map(Number)
const rate = 1000
const cli = join(import.meta.dirname, '..', 'bin', 'api-metrics.js')
const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK']).stdout.toString())

const folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
const log = join(folder, 'access.log')
const store = join(folder, 'history.db')
const fd = openSync(log, 'a')
let number = 0

function write(count) {
  let text = ''
  for (; count > 0; count--) {
    const i = number++
    text += `{"timestamp":${(Date.now() / 1000).toFixed(3)},"endpoint":"/api/resource-${i % endpoints}","method":"GET","status_code":${i % 50 === 0 ? 500 : 200},"response_time":${(0.01 + (i % 97) / 1000).toFixed(4)},"client_ip":"10.0.${i % 200}.1","error":${i % 50 === 0 ? `"upstream ${i % 7} timed out"` : 'null'}}\n`
  }
  writeSync(fd, text)
}

/** Seconds of processor time by thread. */
function threadsOf(pid) {
  const threads = readdirSync(`/proc/${pid}/task`).map(thread => {
    const fields = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ')[1].split(' ')
    return [Number(thread), (Number(fields[11]) + Number(fields[12])) / ticksPerSecond]
  })
  return new Map(threads)
}

const collect = spawn(process.execPath, [cli, 'collect', '--no-system', '--store', store, log], {
  stdio: ['ignore', 'ignore', 'inherit'],
})
const ended = new Promise(resolve => collect.once('close', resolve))
const began = performance.now()
const owed = () => Math.floor(((performance.now() - began) / 1000) * rate) - number
async function writeFor(time) {
  for (const end = performance.now() + time * 1000; performance.now() < end; await wait(20)) write(owed())
}
// Until it has started and what runs often is compiled.
await writeFor(12)
const before = threadsOf(collect.pid)
const from = performance.now()
await writeFor(seconds)
const elapsed = (performance.now() - from) / 1000
const shares = [...threadsOf(collect.pid)].map(([thread, cpu]) => ({
  thread,
  percent: (100 * (cpu - (before.get(thread) ?? 0))) / elapsed,
}))
const total = shares.reduce((sum, { percent }) => sum + percent, 0)
const main = shares.find(({ thread }) => thread === collect.pid).percent
const writer = Math.max(
  ...shares.filter(({ thread }) => thread !== collect.pid).map(({ percent }) => percent),
)
console.log(
  `${rate} lines/s, ${endpoints} endpoints, ${elapsed.toFixed(0)} s: collect takes ${total.toFixed(1)} % of a core ` +
    `(main thread ${main.toFixed(1)} %, writing thread ${writer.toFixed(1)} %); ` +
    `store ${((statSync(store).size + statSync(`${store}-wal`).size) / 2 ** 20).toFixed(1)} MiB`,
)
collect.kill()
await ended
rmSync(folder, { recursive: true })
