// Prints and saves the table of docs/performance.md: each figure beside its yardstick in the same run, in turn,
// medians of --runs after one warm-up. usage: node bench/run.mjs [--lines 4000000] [--runs 5] [--only NAME]
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, openSync, statSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

// Node 20 reads these certificates whenever it starts, whatever it is to do: 44 ms for those of Debian.
delete process.env.NODE_EXTRA_CA_CERTS

const here = import.meta.dirname
const root = join(here, '..')
const data = join(here, 'data')
const cli = join(root, 'bin', 'api-metrics.js')
const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '4000000' },
    runs: { type: 'string', default: '5' },
    only: { type: 'string' },
  },
})
const lines = Number(values.lines)
const runs = Number(values.runs)
mkdirSync(data, { recursive: true })

function log(count, shape) {
  const path = join(data, `${shape}-${count}.jsonl`)
  if (!existsSync(`${path}.expected.json`)) {
    spawnSync(process.execPath, [join(here, 'generate-log.mjs'), String(count), path, shape], {
      stdio: 'inherit',
    })
  }
  return path
}

/** Whole process: wall seconds, processor seconds, peak resident memory in MiB. Output is thrown away. */
function once([command, ...args]) {
  return new Promise((resolve, reject) => {
    const sink = openSync('/dev/null', 'w')
    const begun = process.hrtime.bigint()
    const child = spawn('/usr/bin/time', ['-f', '%e %U %S %M', command, ...args], {
      stdio: ['ignore', sink, 'pipe'],
      cwd: here,
    })
    let stderr = ''
    child.stderr.on('data', text => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', code => {
      const wall = Number(process.hrtime.bigint() - begun) / 1e9
      const [, user, system, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number)
      if (code !== 0) reject(new Error(`${command} ${args.join(' ')}: ${stderr}`))
      else resolve({ wall, cpu: user + system, memory: kilobytes / 1024 })
    })
  })
}

const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]

/** Ours and the yardstick in turn; ratios pair by pair, so that they hold when the machine's speed drifts. */
async function pair(ours, yardstick) {
  await once(ours)
  if (yardstick) await once(yardstick)
  const mine = []
  const theirs = []
  for (let i = 0; i < runs; i++) {
    mine.push(await once(ours))
    if (yardstick) theirs.push(await once(yardstick))
  }
  return {
    wall: median(mine.map(({ wall }) => wall)),
    cpu: median(mine.map(({ cpu }) => cpu)),
    memory: Math.max(...mine.map(({ memory }) => memory)),
    yardstick: yardstick ? median(theirs.map(({ wall }) => wall)) : null,
    ratio: yardstick ? median(mine.map(({ wall }, i) => wall / theirs[i].wall)) : null,
  }
}

const node = process.execPath
const report = (...args) => [node, cli, 'report', '--format', 'json', ...args]
const duckdb = (path, shape) => [node, join(here, 'duckdb.mjs'), path, shape]
const hasDuckdb = existsSync(join(here, 'node_modules', '@duckdb'))
const hasGoaccess = spawnSync('goaccess', ['--version']).status === 0
if (!hasDuckdb) console.error('bench: no DuckDB; run npm install --prefix bench')

const cases = [
  {
    name: 'report, native',
    file: () => log(lines, 'native'),
    ours: f => report(f),
    yardstick: hasDuckdb && (f => duckdb(f, 'native')),
    against: 'DuckDB',
    target: '≤ 0.7, aim 0.5',
  },
  {
    name: 'report, pino-http',
    file: () => log(Math.round(lines / 2), 'pino'),
    ours: f => report(f),
    yardstick: hasDuckdb && (f => duckdb(f, 'pino')),
    against: 'DuckDB',
    target: '≤ 0.7, aim 0.5',
  },
  {
    name: 'report --window 5m',
    file: () => log(lines, 'native'),
    ours: f => report('--window', '5m', f),
    yardstick: () => [node, '-e', '0'],
    against: 'node -e 0',
    target: '≤ 0.3 s',
  },
  {
    name: 'report against wc -l',
    file: () => log(lines, 'native'),
    ours: f => report(f),
    yardstick: f => ['wc', '-l', f],
    against: 'wc -l',
    target: '–',
  },
  {
    name: 'report, native, small',
    file: () => log(Math.round(lines / 10), 'native'),
    ours: f => report(f),
    yardstick:
      hasGoaccess &&
      (f => [
        'goaccess',
        f,
        '--no-global-config',
        '--log-format={"timestamp":"%x","endpoint":"%U","method":"%m","status_code":"%s","response_time":"%T","client_ip":"%h","user_agent":"%u"}',
        '--datetime-format=%s',
        '-o',
        'json',
      ]),
    against: 'GoAccess',
    target: '–',
  },
  {
    name: '--version',
    file: () => null,
    ours: () => [node, cli, '--version'],
    yardstick: () => [node, '-e', '0'],
    against: 'node -e 0',
    target: '≤ 1.5',
  },
  {
    name: '--help',
    file: () => null,
    ours: () => [node, cli, '--help'],
    yardstick: () => [node, '-e', '0'],
    against: 'node -e 0',
    target: '≤ 1.5',
  },
]

const rows = []
for (const { name, file, ours, yardstick, against, target } of cases) {
  if (values.only && !name.includes(values.only)) continue
  const path = file()
  const bytes = path === null ? null : statSync(path).size
  const result = await pair(ours(path), yardstick ? yardstick(path) : null)
  rows.push([
    name,
    bytes === null ? '–' : `${Math.round(bytes / 1e6)} MB`,
    `${result.wall.toFixed(3)} s`,
    bytes === null ? '–' : `${Math.round(bytes / 1e6 / result.wall)}`,
    `${result.cpu.toFixed(2)} s`,
    `${Math.round(result.memory)} MiB`,
    result.yardstick === null ? `${against}: not installed` : `${against}: ${result.yardstick.toFixed(3)} s`,
    result.ratio === null ? '–' : result.ratio.toFixed(2),
    target,
  ])
  console.log(rows.at(-1).join('  '))
}

const titles = ['what', 'input', 'wall', 'MB/s', 'CPU', 'peak memory', 'yardstick', 'ratio', 'target']
const widths = titles.map((title, at) =>
  Math.max(...[title, ...rows.map(row => row[at])].map(text => text.length)),
)
// Padded, as the formatter wants it.
const table = [titles, widths.map(width => '-'.repeat(width)), ...rows].map(
  row => `| ${row.map((text, at) => text.padEnd(widths[at])).join(' | ')} |`,
)
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
writeFileSync(
  join(here, 'results.md'),
  `# Results\n\nWritten by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}; ${machine}. Medians of ${runs} whole-process runs after a warm-up, each in turn with its yardstick; the ratio is the median of the pairs.\n\n${table.join('\n')}\n`,
)
