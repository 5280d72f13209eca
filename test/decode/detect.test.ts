import { describe, expect, it } from 'vitest'
import { detect } from '../../src/decode/index.ts'
import { ManualClock } from '../../src/model/index.ts'

const options = { source: 0, clock: new ManualClock(1_795_400_000) }

function linesOf(count: number, from: number, more: (i: number) => object = () => ({})): string {
  const line = (i: number): string =>
    JSON.stringify({
      time: 1_795_300_000 + from + i,
      method: 'GET',
      path: `/items/${i}`,
      status: 200,
      elapsed: 12 + (i % 7),
      ...more(i),
    })
  return `${Array.from({ length: count }, (_, i) => line(i)).join('\n')}\n`
}

/** Head of 128 KiB, and pieces further on, as of a big file. */
function planOf(head: string): ReturnType<typeof detect> {
  const rest = Buffer.from(linesOf(300, 10_000))
  return detect([Buffer.from(head).subarray(0, 128 * 1024), rest, rest], options)
}

describe('the head of a big file', () => {
  it('is read as far as it tells something new', () => {
    const plain = planOf(linesOf(2000, 0))
    expect(plain.fields.duration?.path).toBe('elapsed')
    expect(plain.untimed).toBe(false)
    // From 32 KiB on, where all was alike before, nobody looks.
    const late = planOf(linesOf(2000, 0, i => (i > 1000 ? { colour: 'red' } : {})))
    expect(late.paths).not.toContainEqual(['colour'])
    expect(late).toEqual(plain)
  })

  it('is read whole where its second part differs from the first', () => {
    const early = planOf(linesOf(2000, 0, i => (i === 300 ? { size: 1 } : i > 1000 ? { colour: 'red' } : {})))
    expect(early.paths).toContainEqual(['size'])
    expect(early.paths).toContainEqual(['colour'])
  })

  it('is read whole where not every line is a request', () => {
    const chatter = 'starting up\n'.repeat(20)
    const plan = planOf(chatter + linesOf(2000, 0, i => (i > 1000 ? { colour: 'red' } : {})))
    expect(plan.paths).toContainEqual(['colour'])
  })
})
