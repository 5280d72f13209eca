import { expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'

/** `FUZZ_LINES` and `FUZZ_SEED` make it a longer search: `npm run fuzz`. */
const lines = Number(process.env.FUZZ_LINES ?? 200_000)
const seed = Number(process.env.FUZZ_SEED ?? 1)

it(`finds no difference in ${lines} generated and mutated lines (seed ${seed})`, {
  timeout: 36_000_000,
}, () => {
  let said = 0
  const progress = (done: number): void => {
    if (done - said < 1_000_000) return
    said = done
    console.log(`${done} lines`)
  }
  expect(fuzz(seed, lines, progress)).toBeNull()
})
