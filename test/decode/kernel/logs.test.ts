import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DecodeOptions } from '../../../src/decode/index.ts'
import { bothWays, fixedClock, planFor } from './compare.ts'

const folder = join(import.meta.dirname, '../../fixtures/logs')
const files = readdirSync(folder).filter(file => !file.endsWith('.expected.json'))
const options: DecodeOptions = { source: 0, clock: fixedClock, zone: 'Europe/Berlin' }

describe.each(files)('%s', file => {
  const bytes = readFileSync(join(folder, file))
  const planned = planFor(bytes, options)

  it.each([
    ['whole', [bytes.length]],
    ['in chunks of 64 KiB', [65_536]],
    ['in chunks of 1000 bytes', [1000]],
    ['in chunks of 37 bytes', [37]],
  ])('comes out the same, %s', (_, cuts) => {
    for (const each of [
      planned,
      options,
      { ...planned, keepLines: true, maxBatchRows: 100 },
      { ...planned, columns: [] },
    ]) {
      const { kernel, plain } = bothWays(bytes, each, cuts)
      expect(kernel).toEqual(plain)
    }
  })
})
