import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { lines } from './oracle.ts'
import { run, type Watch } from './program.ts'
import { expectLines } from './scenario.ts'

const perSecond = 100_000
const atOnce = 5000

/** How long the flood lasts; a minute with FAULT_SECONDS=60. */
export const floodSeconds = Number(process.env.FAULT_SECONDS ?? 6)

/**
 * MiB above the idle program: the newest requests, the rings, and what lies about until it is collected; 32 of
 * them for the thread that records.
 */
const allowance = 128

/** Writes lines at 100,000 a second, waits until all are counted, and compares the memory with that of doing nothing. */
export async function flood(watch: Watch, write: (text: string) => Promise<void>): Promise<number> {
  const idle = await run(['report', '/dev/null'])
  const count = perSecond * floodSeconds
  const began = performance.now()
  for (let i = 0; i < count; i += atOnce) {
    await write(lines(i, i + atOnce))
    const ahead = (i / perSecond) * 1000 - (performance.now() - began)
    if (ahead > 0) await delay(ahead)
  }
  expectLines(await watch.counted(count, 60), { lines: [[0, count]] })
  watch.measure()
  expect(watch.peak).toBeLessThan(idle.peak + allowance)
  return count
}
