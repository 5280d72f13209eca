// The collector that instrument.mjs and instrument-within.mjs measure beside: `watch` on a socket of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../bin/api-metrics.js', import.meta.url))

export async function startCollector(folder) {
  const socket = join(folder, 'collector.sock')
  const collector = spawn(
    process.execPath,
    [program, 'watch', '--plain', '--no-system', '--listen', `unix:${socket}`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(collector.stdout, 'data')
  collector.stdout.resume()
  return { collector, socket }
}

/** Microseconds of processor time, of all its threads. */
export function cpuOf({ pid }) {
  let nanoseconds = 0
  for (const thread of readdirSync(`/proc/${pid}/task`))
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
  return nanoseconds / 1000
}
