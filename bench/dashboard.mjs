// What a frame costs: view, paint and write, with everything changing, with nothing changing, and loading.
// Usage: npm run build && node bench/dashboard.mjs
import { PassThrough, Writable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'

const started = performance.now()
const { openDashboard } = await import('../dist/dashboard/screen/index.js')
const loaded = performance.now() - started
const { believable, noon } = await import('../test/dashboard/believable.mjs')

class Output extends Writable {
  isTTY = true
  bytes = 0
  constructor(columns, rows) {
    super()
    this.columns = columns
    this.rows = rows
  }
  _write(chunk, _, done) {
    this.bytes += chunk.length
    done()
  }
}

class Input extends PassThrough {
  isTTY = true
  setRawMode() {
    return this
  }
}

const sizes = [
  [80, 24],
  [120, 40],
  [200, 60],
]
const frames = 60

async function measure(columns, rows, observations) {
  const output = new Output(columns, rows)
  let frame = 0
  let now = noon
  const dashboard = openDashboard({
    input: new Input(),
    output,
    host: { observe: () => observations[frame++ % observations.length], perform: () => undefined },
    clock: { now: () => now },
    refreshSeconds: 3600,
    windowSeconds: 300,
    utc: true,
    ascii: false,
    palette: 'dark',
    colors: 256,
  })
  const costs = []
  const bytes = []
  for (let index = 0; index < frames; index++) {
    if (observations.length > 1) now++
    const before = output.bytes
    const cpu = process.cpuUsage()
    dashboard.refresh()
    for (let turns = 0; turns < 4; turns++) await turn()
    const { user, system } = process.cpuUsage(cpu)
    costs.push((user + system) / 1000)
    bytes.push(output.bytes - before)
  }
  dashboard.close()
  const middle = values => values.slice(10).sort((a, b) => a - b)[(frames - 10) >> 1]
  return {
    size: `${columns}×${rows}`,
    'ms of CPU a frame': middle(costs).toFixed(2),
    'bytes a frame': middle(bytes),
  }
}

const changing = Array.from({ length: 12 }, (_, seed) =>
  believable({ seed: seed + 1, end: noon + seed * 7, routes: 60 }),
)
const rows = []
for (const [columns, lines] of sizes) {
  rows.push({ what: 'everything changes', ...(await measure(columns, lines, changing)) })
  rows.push({ what: 'nothing changes', ...(await measure(columns, lines, changing.slice(0, 1))) })
}
console.log(`loading the dashboard: ${loaded.toFixed(0)} ms`)
console.table(rows)
