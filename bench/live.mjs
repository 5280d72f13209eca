// What following costs: lines a second through stdin with the dashboard drawing in a real pseudo-terminal.
// Says processor share of one core, peak memory, lines lost, and the delay from a line to its figure on the screen.
// usage: node bench/live.mjs [LINES_PER_SECOND ...] [--seconds 30]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { spawn } from '@lydell/node-pty'
import xterm from '@xterm/headless'

const { values, positionals } = parseArgs({
  options: { seconds: { type: 'string', default: '30' } },
  allowPositionals: true,
})
const rates = positionals.length > 0 ? positionals.map(Number) : [1000, 100_000]
const seconds = Number(values.seconds)
const cli = join(import.meta.dirname, '..', 'bin', 'api-metrics.js')
const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK']).stdout.toString())
const stepMilliseconds = 20

const line = (i, endpoint = `/api/items/${i % 12 === 0 ? 'list' : 'search'}`) =>
  `{"timestamp":${(Date.now() / 1000).toFixed(3)},"endpoint":"${endpoint}","method":"GET","status_code":${i % 50 === 0 ? 500 : 200},"response_time":${(0.01 + (i % 97) / 1000).toFixed(4)},"client_ip":"10.0.${i % 200}.1","user_agent":"curl/8.9.1","cache_hit":${i % 3 === 0}}\n`

function usage(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return {
    cpu: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    peak: Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024,
  }
}

async function measure(rate) {
  const folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
  const fifo = join(folder, 'fifo')
  spawnSync('mkfifo', [fifo])
  const report = join(folder, 'report.json')
  const screen = new xterm.Terminal({ cols: 120, rows: 40, allowProposedApi: true })
  // `exec`, so that the process is the command line itself and not a shell.
  const pty = spawn(
    '/bin/sh',
    ['-c', `exec ${process.execPath} ${cli} watch --no-system --report ${report} < ${fifo}`],
    { cols: 120, rows: 40, env: { ...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8' } },
  )
  let bytes = 0
  const watchers = new Set()
  pty.onData(data => {
    bytes += data.length
    screen.write(data, () => {
      for (const check of watchers) check()
    })
  })
  const shows = text =>
    new Promise(resolve => {
      const check = () => {
        const { active } = screen.buffer
        for (let y = 0; y < 40; y++)
          if (active.getLine(y)?.translateToString().includes(text)) {
            watchers.delete(check)
            resolve(performance.now())
          }
      }
      watchers.add(check)
      check()
    })
  const fd = openSync(fifo, 'w')
  let sent = 0
  const send = text => {
    const data = Buffer.from(text)
    for (let at = 0; at < data.length; ) at += writeSync(fd, data, at)
  }
  const begun = performance.now()
  const before = () => usage(pty.pid)
  let first = null
  const delays = []
  let probe = 0
  let waiting = false
  while (performance.now() - begun < seconds * 1000) {
    const due = Math.floor(((performance.now() - begun) / 1000) * rate)
    let text = ''
    for (; sent < due; sent++) text += line(sent)
    if (text !== '') send(text)
    if (first === null && performance.now() - begun > 5000)
      first = { at: performance.now(), ...before(), bytes }
    if (first !== null && !waiting && delays.length < 8) {
      // A route of its own with more requests than any other would sort first; one is enough where rows are few.
      waiting = true
      const name = `/probe-${probe++}`
      send(line(1, name))
      sent++
      const at = performance.now()
      void shows(name).then(seen => {
        delays.push(seen - at)
        setTimeout(
          () => {
            waiting = false
          },
          130 * (1 + (probe % 5)),
        )
      })
    }
    await wait(stepMilliseconds)
  }
  const last = { at: performance.now(), ...usage(pty.pid), bytes }
  pty.write('q')
  await new Promise(resolve => pty.onExit(resolve))
  const { requests, ingest } = JSON.parse(readFileSync(report, 'utf8'))
  rmSync(folder, { recursive: true })
  const elapsed = (last.at - first.at) / 1000
  delays.sort((a, b) => a - b)
  console.log(
    [
      `${rate} lines/s`,
      `${sent} sent, ${sent - requests.total} lost, ${Object.values(ingest.rejected).reduce((a, b) => a + b)} rejected`,
      `${((100 * (last.cpu - first.cpu)) / elapsed).toFixed(1)} % of a core`,
      `peak ${Math.round(last.peak)} MiB`,
      `${((last.bytes - first.bytes) / elapsed / 1000).toFixed(1)} kB/s to the terminal`,
      `line to screen: median ${Math.round(delays[Math.floor(delays.length / 2)] ?? Number.NaN)} ms, worst ${Math.round(delays.at(-1) ?? Number.NaN)} ms`,
    ].join('  '),
  )
}

for (const rate of rates) await measure(rate)
