// How fast bytes become columns: the kernel alone, the kernel with its batches handed over, the general path.
// usage: node bench/kernel.mjs [--lines 4000000] [--shape native|pino] [--runs 5]; needs dist/ (npm run build)
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createDecoder, detect } from '../dist/decode/index.js'

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '4000000' },
    shape: { type: 'string', default: 'native' },
    runs: { type: 'string', default: '5' },
  },
})
const data = join(import.meta.dirname, 'data')
const path = join(data, `${values.shape}-${values.lines}.jsonl`)
mkdirSync(data, { recursive: true })
if (!existsSync(`${path}.expected.json`)) {
  const generator = join(import.meta.dirname, 'generate-log.mjs')
  spawnSync(process.execPath, [generator, values.lines, path, values.shape], { stdio: 'inherit' })
}
const truth = JSON.parse(readFileSync(`${path}.expected.json`, 'utf8'))
const chunkSize = 512 * 1024
const clock = { now: () => truth.last }

function options(extra) {
  const head = Buffer.alloc(chunkSize)
  const file = openSync(path, 'r')
  const plan = detect([head.subarray(0, readSync(file, head))], { source: 0, clock })
  closeSync(file)
  return { source: 0, clock, plan, ...extra }
}

/** Reads the file to its end. @returns seconds, and what was in it */
function read(options, into) {
  const begun = process.hrtime.bigint()
  const cpu = process.cpuUsage()
  const decoder = createDecoder(options)
  const buffer = (into === 'kernel' ? decoder.inputBuffer() : null) ?? Buffer.alloc(chunkSize)
  const file = openSync(path, 'r')
  let requests = 0
  let sum = 0
  let offset = 0
  const take = batches => {
    for (const { length, duration } of batches) {
      requests += length
      for (let row = 0; row < length; row++) sum += duration[row]
    }
  }
  for (
    let size = readSync(file, buffer, 0, chunkSize);
    size > 0;
    size = readSync(file, buffer, 0, chunkSize)
  ) {
    offset += size
    take(decoder.write(buffer.subarray(0, size), { identity: '', offset }))
  }
  take(decoder.end())
  closeSync(file)
  if (requests !== truth.requests) throw new Error(`${requests} requests instead of ${truth.requests}`)
  if (Math.abs(sum / truth.sum - 1) > 1e-3)
    throw new Error(`durations add up to ${sum} instead of ${truth.sum}`)
  const { user, system } = process.cpuUsage(cpu)
  return { wall: Number(process.hrtime.bigint() - begun) / 1e9, cpu: (user + system) / 1e6, bytes: offset }
}

function measure(name, extra, into, runs) {
  const given = options(extra)
  const results = []
  for (let run = 0; run <= runs; run++) {
    const result = read(given, into)
    if (run > 0) results.push(result)
  }
  const speeds = of => results.map(result => result.bytes / 1e6 / result[of]).sort((a, b) => a - b)
  const say = of => {
    const sorted = speeds(of)
    return `${sorted[sorted.length >> 1].toFixed(0).padStart(5)}, best ${sorted.at(-1).toFixed(0).padStart(5)}`
  }
  console.log(`${name.padEnd(42)} MB/s: median ${say('wall')}; per second of processor ${say('cpu')}`)
}

const runs = Number(values.runs)
console.log(`${path}, ${truth.requests} lines, Node ${process.version}`)
measure('kernel, columns of a report, read in place', { columns: ['errorMessage'] }, 'kernel', runs)
measure('kernel, columns of a report', { columns: ['errorMessage'] }, 'buffer', runs)
measure('kernel, all columns', {}, 'buffer', runs)
measure('kernel, all columns and the lines', { keepLines: true }, 'buffer', runs)
measure('general path, columns of a report', { columns: ['errorMessage'], kernel: 'off' }, 'buffer', 1)
