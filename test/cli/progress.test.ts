import { describe, expect, it } from 'vitest'
import { progressLine, showProgress } from '../../src/cli/progress.ts'
import type { Runtime } from '../../src/cli/runtime.ts'

describe('progressLine', () => {
  it('says bytes, share, rate and time left', () => {
    expect(progressLine(100 * 2 ** 20, 400 * 2 ** 20, 2)).toBe(
      'reading  100 MiB of 400 MiB  25 %  50.0 MiB/s  6 s left',
    )
  })
  it('says what it knows of a stream', () => {
    expect(progressLine(100 * 2 ** 20, null, 2)).toBe('reading  100 MiB  50.0 MiB/s')
  })
})

describe('showProgress', () => {
  it('writes nothing where nobody looks', () => {
    let written = ''
    const stderr = { isTTY: false, write: (text: string) => (written += text) }
    const progress = showProgress({ stderr, env: {}, quiet: false } as unknown as Runtime, 10)
    progress.add(10)
    progress.close()
    expect(written).toBe('')
  })
})
