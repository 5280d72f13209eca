import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { lines } from './oracle.ts'
import type { Watch } from './program.ts'
import { expectLines } from './scenario.ts'

const perSecond = 100_000
const atOnce = 5000

/** How long the flood lasts; a minute with FAULT_SECONDS=60. */
export const floodSeconds = Number(process.env.FAULT_SECONDS ?? 6)

/** MiB above the same program at rest: the newest requests, the rings, and what lies about until it is collected. */
const allowance = 96

/** Writes lines at 100,000 a second, waits until all are counted, and compares the memory with that of doing nothing. */
export async function flood(watch: Watch, write: (text: string) => Promise<void>): Promise<number> {
  watch.measure()
  const atRest = watch.peak
  const count = perSecond * floodSeconds
  const began = performance.now()
  for (let i = 0; i < count; i += atOnce) {
    await write(lines(i, i + atOnce))
    const ahead = (i / perSecond) * 1000 - (performance.now() - began)
    if (ahead > 0) await delay(ahead)
  }
  expectLines(await watch.counted(count, 60), { lines: [[0, count]] })
  watch.measure()
  console.log(`at rest ${Math.round(atRest)} MiB, peak ${Math.round(watch.peak)} MiB`)
  expect(watch.peak).toBeLessThan(atRest + allowance)
  return count
}
