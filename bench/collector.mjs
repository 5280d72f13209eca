// What counting one request costs, and what holding a day costs. Needs dist/ (npm run build).
// usage: node --expose-gc bench/collector.mjs [ROWS]
import { Collector } from '../dist/collector/index.js'
import { emptyIngest, ManualClock } from '../dist/model/index.js'

const total = Number(process.argv[2] ?? 4_000_000)
const batchSize = 2400
const start = 1_763_800_000

let seed = 12345
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 4294967296
}
const normal = () => {
  let sum = 0
  for (let i = 0; i < 12; i++) sum += random()
  return sum - 6
}

const methods = ['GET', 'GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE']

const distinct = 250

/** `rows` requests over `span` seconds: batches made once, whose times move on with each round. */
function* batches(rows, span, paths, { shuffled = false } = {}) {
  const strings = [...new Set(methods), ...paths, 'upstream timed out']
  const methodIds = methods.map(method => strings.indexOf(method))
  const firstPath = strings.indexOf(paths[0])
  const made = Array.from({ length: distinct }, () => madeBatch(strings, methodIds, firstPath, paths.length))
  for (let done = 0, n = 0; done < rows; done += batchSize, n++) {
    const batch = made[n % distinct]
    for (let i = 0; i < batchSize; i++)
      batch.timestamp[i] = start + (shuffled ? random() * span : ((done + i) / rows) * span)
    yield { ...batch, strings: [...strings] }
  }
}

function madeBatch(strings, methodIds, firstPath, paths) {
  const none = () => new Int32Array(batchSize).fill(-1)
  const columns = {
    timestamp: new Float64Array(batchSize),
    duration: new Float64Array(batchSize),
    status: new Uint16Array(batchSize),
    method: none(),
    endpoint: none(),
    route: none(),
    client: none(),
    userAgent: none(),
    errorMessage: none(),
    cache: new Int8Array(batchSize),
  }
  for (let i = 0; i < batchSize; i++) {
    const r = random()
    columns.duration[i] = Number(Math.exp(-3 + normal() * 0.9).toFixed(6))
    columns.status[i] = r < 0.93 ? 200 : r < 0.95 ? 201 : r < 0.97 ? 404 : r < 0.985 ? 401 : 500
    columns.method[i] = methodIds[Math.floor(random() * methodIds.length)]
    columns.endpoint[i] = firstPath + Math.floor(random() * random() * paths)
    columns.errorMessage[i] = r >= 0.985 ? strings.length - 1 : -1
    columns.cache[i] = random() < 0.4 ? 1 : 0
  }
  const counters = emptyIngest()
  counters.requests = counters.lines = batchSize
  return {
    source: 0,
    length: batchSize,
    ...columns,
    extra: new Map(),
    line: null,
    samples: [],
    counters,
    position: { identity: '', offset: 0 },
  }
}

/** Batches measured together: a report counts 16,384 rows at a time, so single ones differ. */
const group = 7

/** Nanoseconds of one step of a loop that always does the same: what the machine is worth at the moment. */
const yardstick = () => {
  const buckets = Int16Array.from({ length: 16_384 }, (_, i) => (i * 7919) % 200)
  const counts = new Uint32Array(256)
  const times = []
  for (let round = 0; round < 200; round++) {
    const before = process.hrtime.bigint()
    for (let i = 0; i < buckets.length; i++) counts[buckets[i]]++
    times.push(Number(process.hrtime.bigint() - before))
  }
  return times.sort((a, b) => a - b)[50] / buckets.length
}

/** Of the groups, the mean and the lowest tenth: the second is what an undisturbed machine would show. */
function measure(name, collector, _rows, feed) {
  const times = []
  let spent = 0
  let n = 0
  for (const batch of feed()) {
    const before = process.hrtime.bigint()
    collector.add(batch)
    spent += Number(process.hrtime.bigint() - before)
    if (++n % group === 0) {
      times.push(spent)
      spent = 0
    }
  }
  const mean = times.reduce((a, b) => a + b) / times.length / (group * batchSize)
  const tenth = times.sort((a, b) => a - b)[Math.floor(times.length / 10)] / (group * batchSize)
  const before = process.hrtime.bigint()
  const snapshot = collector.snapshot({ windowSeconds: null, sources: [] })
  const took = Number(process.hrtime.bigint() - before) / 1e6
  globalThis.gc?.()
  const { rss } = process.memoryUsage()
  console.log(
    `${name.padEnd(26)} ${mean.toFixed(1).padStart(6)} ns/row (lowest tenth ${tenth.toFixed(1).padStart(6)})   snapshot ${took.toFixed(1).padStart(6)} ms   rss ${(rss / 2 ** 20).toFixed(0).padStart(4)} MiB   ${snapshot.requests.total} requests`,
  )
}

const paths = n => Array.from({ length: n }, (_, i) => `/api/resource${i}/items`)
const clock = new ManualClock(start)
const report = extra => new Collector({ clock, profile: 'report', ...extra })
const only = process.argv[3]
const cases = {
  warm: () =>
    measure('report, 12 paths (warm-up)', report(), total / 4, () => batches(total / 4, 3600, paths(12))),
  report: () => measure('report, 12 paths, 1 h', report(), total, () => batches(total, 3600, paths(12))),
  hint: () =>
    measure('the same, newest known', report({ newestAtLeast: start + 3599 }), total, () =>
      batches(total, 3600, paths(12)),
    ),
  shuffled: () =>
    measure('shuffled', report(), total, () => batches(total, 3600, paths(12), { shuffled: true })),
  many: () => measure('report, 400 paths, 24 h', report(), total, () => batches(total, 86_400, paths(400))),
}
console.log(`one step of a plain loop: ${yardstick().toFixed(2)} ns`)
for (const [name, run] of Object.entries(cases)) if (only === undefined || only === name) run()
