import { autoregression } from './autocorrelation'
import { curveWith, residual, showsDaily, vectorCount } from './basis'
import { atanh, pow } from './engine'
import { gather, knownCount, knownOf, spread } from './gaps'
import { allocate, mark, release, result } from './memory'
import { twoSidedP } from './normal'
import { orderOf } from './order'
import { normalScores, rankBy } from './ranks'
import { at, put, vectorOf } from './vector'

/** A series with gaps, and its known values from the smallest up: by that, any part of it is ranked without sorting. */
@unmanaged
class Ordered {
  values: usize
  /** Indices, 32 bits. */
  order: usize
  known: i32
}

/** A series on an even grid without the daily rhythm, and that without its own memory. */
@unmanaged
class Prepared {
  own: Ordered
  white: Ordered
}

/**
 * What `correlate` takes: the series without its daily rhythm (everything that people use moves with the time of day,
 * which is no news), and the same without its own memory.
 *
 * @param series NaN in gaps
 */
export function prepareToCorrelate(times: usize, series: usize, length: i32): usize {
  const known = knownOf(series, length)
  const n = knownCount
  const when = gather(times, known, n)
  let values = gather(series, known, n)
  if (showsDaily(when, n)) {
    const rhythm = curveWith(when, n, false)
    values = residual(values, n, rhythm, vectorCount)
  }
  const prepared = changetype<Prepared>(allocate(offsetof<Prepared>()))
  prepared.own = ordered(spread(values, known, n, length), length)
  prepared.white = ordered(prewhiten(values, known, n, length), length)
  return changetype<usize>(prepared)
}

function ordered(values: usize, length: i32): Ordered {
  const it = changetype<Ordered>(allocate(offsetof<Ordered>()))
  const known = knownOf(values, length)
  it.values = values
  it.known = knownCount
  it.order = orderOf(gather(values, known, it.known), it.known)
  for (let i = 0; i < it.known; i++) {
    const place = it.order + (<usize>i << 2)
    store<u32>(place, load<u32>(known + (<usize>load<u32>(place) << 2)))
  }
  return it
}

/**
 * The same series without its own memory, in normal scores: each value less φ to the power of the gap times
 * the last one. Two independent series that are slow look related to any test that takes their values for
 * independent; after this they do not (pre-whitening: Box and Jenkins, 1970). Measured in docs/insight.md.
 */
function prewhiten(values: usize, known: usize, n: i32, length: i32): usize {
  const scores = normalScores(values, n)
  const phi = autoregression(scores, n, 1)
  const white = vectorOf(n)
  for (let i = 1; i < n; i++) {
    const gap = load<u32>(known + (<usize>i << 2)) - load<u32>(known + (<usize>(i - 1) << 2))
    const memory = pow(phi, <f64>gap)
    put(white, i, (at(scores, i) - memory * at(scores, i - 1)) / sqrt<f64>(1 - memory * memory))
  }
  if (n > 0) put(white, 0, NaN)
  return spread(white, known, n, length)
}

/**
 * Does b move with a, up to so many steps earlier or later? ρ is Spearman's of the values themselves; the p-value comes
 * from the whitened series, through Fisher's z with the variance 1.06 / (n − 3) of Fieller, Hartley and
 * Pearson (1957). Result: how many of these tests had at least `least` pairs. Returns the address of four doubles for each:
 * by how much b follows a, pairs, ρ (NaN where the p-value is above `most`), p-value.
 */
export function correlate(a: usize, b: usize, length: i32, mostLag: i32, least: i32, most: f64): usize {
  const tests = vectorOf(4 * (2 * mostLag + 1))
  let count = 0
  const scratch = mark()
  for (let lag = -mostLag; lag <= mostLag; lag++) {
    if (correlateAt(changetype<Prepared>(a), changetype<Prepared>(b), length, lag, least, most, tests + (<usize>count << 5))) count++
    release(scratch)
  }
  result(0, <f64>count)
  return tests
}

function correlateAt(a: Prepared, b: Prepared, length: i32, lag: i32, least: i32, most: f64, to: usize): bool {
  const white = spearman(a.white, b.white, length, lag, least)
  if (white != white) return false
  const z = atanh(max(-0.999999, min(0.999999, white))) * sqrt<f64>(<f64>(pairs - 3) / 1.06)
  const pValue = twoSidedP(z)
  put(to, 0, <f64>lag)
  put(to, 1, <f64>pairs)
  put(to, 2, NaN)
  put(to, 3, pValue)
  if (pValue > most) return true
  const rho = max<f64>(-1, min<f64>(1, spearman(a.own, b.own, length, lag, 0)))
  put(to, 1, <f64>pairs)
  put(to, 2, rho)
  if (!(rho * white > 0 || (rho == 0 && white == 0))) put(to, 3, 1)
  return true
}

/** Pairs that the last coefficient is of. */
let pairs: i32 = 0

/** Pearson's r of the midranks, whose mean is (n + 1) ⁄ 2; NaN where one of the two never changes or pairs are too few. */
function spearman(a: Ordered, b: Ordered, length: i32, lag: i32, least: i32): f64 {
  const first = max(0, -lag)
  const end = min(length, length - lag)
  const paired = allocate(length)
  pairs = 0
  for (let i = 0; i < length; i++) {
    const is = i >= first && i < end && at(a.values, i) == at(a.values, i) && at(b.values, i + lag) == at(b.values, i + lag)
    store<u8>(paired + i, <u8>is)
    pairs += <i32>is
  }
  if (pairs < least) return NaN
  const ranksOfA = ranksOf(a, length, paired, 0)
  const ranksOfB = ranksOf(b, length, paired, lag)
  const centre = <f64>(pairs + 1) / 2
  let products: f64 = 0
  let squaresOfA: f64 = 0
  let squaresOfB: f64 = 0
  for (let i = first; i < end; i++) {
    if (load<u8>(paired + i) == 0) continue
    const x = at(ranksOfA, i) - centre
    const y = at(ranksOfB, i + lag) - centre
    products += x * y
    squaresOfA += x * x
    squaresOfB += y * y
  }
  return products / sqrt<f64>(squaresOfA * squaresOfB)
}

/** Among those that are paired, so many steps later than the mark says. */
function ranksOf(series: Ordered, length: i32, paired: usize, lag: i32): usize {
  const ranks = vectorOf(length)
  const chosen = allocate(<usize>series.known << 2)
  let count = 0
  for (let i = 0; i < series.known; i++) {
    const index = load<u32>(series.order + (<usize>i << 2))
    const own = <i32>index - lag
    if (own < 0 || own >= length || load<u8>(paired + own) == 0) continue
    store<u32>(chosen + (<usize>count << 2), index)
    count++
  }
  rankBy(chosen, count, series.values, ranks)
  return ranks
}
