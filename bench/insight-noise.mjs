// How often does a report claim something that is not there, and how often does it find what is?
// Reads dist/ (npm run build).
// Usage: node bench/insight-noise.mjs [reports of each kind, default 1000] [seed, default 1] [only kinds that hold this text]
import { analyse } from '../dist/insight/index.js'
import { autoregressive, daily, generator, snapshotOf, start } from './insight-snapshots.mjs'

const [reports, seed] = [process.argv[2] ?? 1000, process.argv[3] ?? 1].map(Number)
const wanted = name => name.includes(process.argv[4] ?? '')
const percent = count => `${((100 * count) / reports).toFixed(1)} %`.padStart(7)

/** Buckets of a window, and their seconds: an hour that begins at a half minute, at any second, live with a filter. */
const alignments = { '1 h': [[120, 30], [91, 40], [81, 45], [61, 60]], '24 h': [[96, 900], [97, 900]], '7 d': [[84, 7200]] } // biome-ignore format: a table

/** What each series of a report is made of, given a source of normal numbers and the time of day it begins. */
const noises = [
  ['white', '1 h', (n, _, normal) => autoregressive(n, 0, normal)],
  ['AR(1) 0.6', '1 h', (n, _, normal) => autoregressive(n, 0.6, normal)],
  ['daily + white', '24 h', (n, step, normal, phase) => daily(n, step, 0, 2, phase, normal)],
  ['daily + AR(1) 0.6', '24 h', (n, step, normal, phase) => daily(n, step, 0.6, 2, phase, normal)],
  ['daily + white', '7 d', (n, step, normal, phase) => daily(n, step, 0, 2, phase, normal)],
  ['daily + AR(1) 0.6', '7 d', (n, step, normal, phase) => daily(n, step, 0.6, 2, phase, normal)],
]

function claimsOf({ trends, changes, correlations }) {
  const trend = trends.some(({ direction }) => direction === 'rising' || direction === 'falling')
  const [change, correlation] = [changes.length > 0, correlations.length > 0]
  return { any: trend || change || correlation, trend, change, correlation }
}

console.log(`reports with a false claim, of ${reports} each (seed ${seed})`)
console.log(`${''.padEnd(40)}    any   trend    jump  correlation`)
for (const [noise, window, make] of noises) {
  for (const [n, step] of alignments[window]) {
    const name = `${noise}, ${window} in ${n} × ${step} s`
    if (!wanted(name)) continue
    const { uniform, normal } = generator(seed)
    const count = { any: 0, trend: 0, change: 0, correlation: 0 }
    for (let i = 0; i < reports; i++) {
      const phase = 2 * Math.PI * uniform()
      const claims = claimsOf(analyse(snapshotOf(step, () => make(n, step, normal, phase))))
      for (const claim of Object.keys(count)) count[claim] += claims[claim]
    }
    console.log(`${name.padEnd(40)}${Object.values(count).map(percent).join(' ')}`)
  }
}

/** A step of two standard deviations in the p95, at least an eighth of the hour from both ends. */
function planStep([n, step], phi, { uniform, normal }) {
  const edge = Math.ceil(n / 8)
  const at = edge + Math.floor(uniform() * (n - 2 * edge))
  const plant = points => {
    for (const point of points.slice(at)) point.p95 *= Math.exp(0.2)
  }
  const { changes } = analyse(snapshotOf(step, () => autoregressive(n, phi, normal), { plant }))
  const found = changes.filter(({ series, endpoint }) => series === 'p95' && endpoint === null)
  return [found.length > 0, found.some(change => Math.abs((change.at - start) / step - at) <= 3)]
}

/** A response time that follows the CPU with ρ = 0.8 and a lag of up to five buckets, among 15 pairs. */
function planDependence([n, step], phi, { uniform, normal }) {
  const lag = Math.floor(uniform() * 6)
  const own = autoregressive(n, phi, normal)
  const plant = points => {
    const cpu = points.map(point => (point.cpuPercent - 40) / 5)
    points.forEach((point, t) => {
      point.mean = 0.1 * Math.exp(0.1 * (t < lag ? own[t] : 0.8 * cpu[t - lag] + 0.6 * own[t]))
    })
  }
  const { correlations } = analyse(snapshotOf(step, () => autoregressive(n, phi, normal), { plant }))
  const pair = correlations.find(({ a, b }) => a === 'responseTime' && b === 'cpu')
  return [pair !== undefined, pair !== undefined && Math.abs(pair.lagSeconds) === lag * step]
}

console.log(`\nplanted in a report of 1 h, of ${reports} each`.padEnd(75), 'found   there')
for (const [label, plan] of [
  ['step of 2 sd in p95 (there: within 3 buckets)', planStep],
  ['ρ 0.8 with a lag (there: at the right lag)', planDependence],
]) {
  for (const alignment of alignments['1 h']) {
    for (const phi of [0, 0.6]) {
      const name = `${label}, φ ${phi}, in ${alignment[0]} × ${alignment[1]} s`
      if (!wanted(name)) continue
      const random = generator(seed + 1)
      const hits = [0, 0]
      for (let i = 0; i < reports; i++) {
        plan(alignment, phi, random).forEach((hit, k) => {
          hits[k] += hit
        })
      }
      console.log(`${name.padEnd(75)}${hits.map(percent).join(' ')}`)
    }
  }
}
