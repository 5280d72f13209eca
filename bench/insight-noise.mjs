// How often does a report claim something that is not there, and how often does it find what is?
// Reads dist/ (npm run build). Usage: node bench/insight-noise.mjs [reports of each kind, default 1000] [seed, default 1]
import { analyse } from '../dist/insight/index.js'
import { autoregressive, daily, generator, n, snapshotOf, start } from './insight-snapshots.mjs'

const [reports = 1000, seed = 1] = process.argv.slice(2).map(Number)
const percent = count => `${((100 * count) / reports).toFixed(1)} %`.padStart(7)

/** What each series of a report is made of, given a source of normal numbers and the time of day it begins. */
const kinds = [
  ['white, 1 h', 30, normal => autoregressive(n, 0, normal)],
  ['AR(1) 0.6, 1 h', 30, normal => autoregressive(n, 0.6, normal)],
  ['daily + white, 24 h', 720, (normal, phase) => daily(n, 720, 0, 2, phase, normal)],
  ['daily + AR(1) 0.6, 24 h', 720, (normal, phase) => daily(n, 720, 0.6, 2, phase, normal)],
  ['daily + white, 7 d', 5040, (normal, phase) => daily(n, 5040, 0, 2, phase, normal)],
  ['daily + AR(1) 0.6, 7 d', 5040, (normal, phase) => daily(n, 5040, 0.6, 2, phase, normal)],
]

function claimsOf({ trends, changes, correlations }) {
  const trend = trends.some(({ direction }) => direction === 'rising' || direction === 'falling')
  const [change, correlation] = [changes.length > 0, correlations.length > 0]
  return { any: trend || change || correlation, trend, change, correlation }
}

console.log(`reports with a false claim, of ${reports} each (seed ${seed})`)
console.log('                            any   trend  change  correlation')
for (const [kind, step, make] of kinds) {
  const { uniform, normal } = generator(seed)
  const count = { any: 0, trend: 0, change: 0, correlation: 0 }
  for (let i = 0; i < reports; i++) {
    const phase = 2 * Math.PI * uniform()
    const claims = claimsOf(analyse(snapshotOf(step, () => make(normal, phase))))
    for (const name of Object.keys(count)) count[name] += claims[name]
  }
  console.log(`${kind.padEnd(24)}${Object.values(count).map(percent).join(' ')}`)
}

/** A step of two standard deviations in the p95, at least 15 buckets from both ends. */
function planStep(phi, { uniform, normal }) {
  const at = 15 + Math.floor(uniform() * (n - 30))
  const plant = points => {
    for (const point of points.slice(at)) point.p95 *= Math.exp(0.2)
  }
  const { changes } = analyse(snapshotOf(30, () => autoregressive(n, phi, normal), { plant }))
  const found = changes.filter(({ series, endpoint }) => series === 'p95' && endpoint === null)
  return [found.length > 0, found.some(change => Math.abs((change.at - start) / 30 - at) <= 3)]
}

/** A response time that follows the CPU with ρ = 0.8 and a lag of up to five buckets, among 15 pairs. */
function planDependence(phi, { uniform, normal }) {
  const lag = Math.floor(uniform() * 6)
  const own = autoregressive(n, phi, normal)
  const plant = points => {
    const cpu = points.map(point => (point.cpuPercent - 40) / 5)
    points.forEach((point, t) => {
      point.mean = 0.1 * Math.exp(0.1 * (t < lag ? own[t] : 0.8 * cpu[t - lag] + 0.6 * own[t]))
    })
  }
  const { correlations } = analyse(snapshotOf(30, () => autoregressive(n, phi, normal), { plant }))
  const pair = correlations.find(({ a, b }) => a === 'responseTime' && b === 'cpu')
  return [pair !== undefined, pair !== undefined && Math.abs(pair.lagSeconds) === lag * 30]
}

console.log(`\nplanted in a report of 1 h, of ${reports} each         found   there`)
for (const [label, plan] of [
  ['step of 2 sd in p95 (there: within 3 buckets)', planStep],
  ['ρ 0.8 with a lag (there: at the right lag)', planDependence],
]) {
  for (const phi of [0, 0.6]) {
    const random = generator(seed + 1)
    const hits = [0, 0]
    for (let i = 0; i < reports; i++) {
      plan(phi, random).forEach((hit, k) => {
        hits[k] += hit
      })
    }
    console.log(`${`${label}, φ ${phi}`.padEnd(55)}${hits.map(percent).join(' ')}`)
  }
}
