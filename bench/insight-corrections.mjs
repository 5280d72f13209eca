// Which correction of the Mann–Kendall test keeps its level when neighbours are alike, and what each finds.
// Reads dist/ (npm run build). Usage: node bench/insight-corrections.mjs [series of each kind, default 2000]
import { twoSidedP } from '../dist/insight/statistics/normal.js'
import { testTrend } from '../dist/insight/statistics/trend.js'
import { begin, put, take } from '../dist/numerics/index.js'
import { autoregressive, generator, n } from './insight-snapshots.mjs'

const rounds = Number(process.argv[2] ?? 2000)
const times = Array.from({ length: n }, (_, i) => i)

const lagOne = values => begin().lagOne(put(values), values.length)
const midranks = values => take(begin().midranks(put(values), values.length), values.length)

const theilSen = (times, values) => begin().theilSen(put(times), put(values), values.length)

function pValue(values, factor) {
  const s = begin().mannKendall(put(values), values.length)
  const variance = begin().varianceOfS(put(values), values.length)
  return twoSidedP((s - Math.sign(s)) / Math.sqrt(variance * Math.max(1e-9, factor)))
}

function detrended(values) {
  const slope = theilSen(times, values)
  return { slope, rest: values.map((value, i) => value - slope * i) }
}

/** 1 + 2 Σ (1 − k/n) φᵏ */
const yueWang = phi => 1 + 2 * times.slice(1).reduce((sum, k) => sum + (1 - k / n) * phi ** k, 0)

/** Hamed and Rao (1998): the significant autocorrelations of the ranks. */
function hamedRao(values) {
  const ranks = Array.from(midranks(detrended(values).rest), rank => rank - (n + 1) / 2)
  const squares = ranks.reduce((sum, rank) => sum + rank * rank, 0)
  let sum = 0
  for (let k = 1; k < n - 1; k++) {
    const rho = ranks.slice(k).reduce((total, rank, i) => total + rank * ranks[i], 0) / squares
    if (Math.abs(rho) > 1.96 / Math.sqrt(n)) sum += (n - k) * (n - k - 1) * (n - k - 2) * rho
  }
  return 1 + (2 * sum) / (n * (n - 1) * (n - 2))
}

const corrections = {
  none: values => pValue(values, 1),
  'Hamed and Rao 1998': values => pValue(values, hamedRao(values)),
  'pre-whitening': values => {
    const phi = lagOne(values)
    return pValue(
      values.slice(1).map((value, i) => value - phi * values[i]),
      1,
    )
  },
  'trend-free pre-whitening': values => {
    const { slope, rest } = detrended(values)
    const phi = lagOne(rest)
    return pValue(
      rest.slice(1).map((value, i) => value - phi * rest[i] + slope * (i + 1)),
      1,
    )
  },
  'Yue and Wang 2004': values => pValue(values, yueWang(lagOne(detrended(values).rest))),
  'the same, bias given back, Student’s t': values => testTrend(times, values).pValue,
}

console.log(`share of ${rounds} series of ${n} values with p < 0.05, and with p < 0.0015`)
for (const [label, phi, trend] of [
  ['white', 0, 0],
  ['AR(1) 0.6', 0.6, 0],
  ['AR(1) 0.8', 0.8, 0],
  ['AR(1) 0.6 and a rise of 2 sd', 0.6, 2],
]) {
  const { normal } = generator(7)
  const hits = Object.fromEntries(Object.keys(corrections).map(name => [name, [0, 0]]))
  for (let i = 0; i < rounds; i++) {
    const values = autoregressive(n, phi, normal).map((value, t) => value + (trend * t) / n)
    for (const [name, test] of Object.entries(corrections)) {
      const p = test(values)
      hits[name][0] += p < 0.05
      hits[name][1] += p < 0.0015
    }
  }
  console.log(`\n${label}`)
  for (const [name, counts] of Object.entries(hits))
    console.log(
      `  ${name.padEnd(42)}${counts.map(count => `${((100 * count) / rounds).toFixed(1)} %`.padStart(8)).join('')}`,
    )
}
