// How long the whole insight of a large snapshot takes. Reads dist/ (npm run build).
import { analyse } from '../dist/insight/index.js'
import { parseSlo, parseThreshold } from '../dist/query/index.js'
import { autoregressive, daily, generator, n, snapshotOf } from './insight-snapshots.mjs'

const slos = [parseSlo('p99 < 500ms, 99.9% over 30d')]
const thresholds = ['p95 > 300ms', 'error_rate > 1%', 'p99 > 1s @ "GET /*"'].map(parseThreshold)
const rounds = 15

const { normal } = generator(1)
const kinds = {
  'quiet day, 1,000 endpoints': snapshotOf(720, () => daily(n, 720, 0.6, 2, 1, normal), { endpoints: 1000 }),
  'every series jumps, 1,000 endpoints': snapshotOf(
    720,
    () => autoregressive(n, 0.3, normal).map((value, i) => value + (i > 80 ? 8 : 0)),
    { endpoints: 1000 },
  ),
}
for (const [kind, snapshot] of Object.entries(kinds)) {
  const times = []
  for (let i = 0; i < rounds; i++) {
    const begun = process.cpuUsage()
    analyse(snapshot, { slos, thresholds })
    const { user, system } = process.cpuUsage(begun)
    times.push((user + system) / 1000)
  }
  times.sort((a, b) => a - b)
  console.log(
    `${kind}: median ${times[rounds >> 1].toFixed(0)} ms, worst ${times.at(-1).toFixed(0)} ms of CPU (the first runs cold)`,
  )
}
