import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Chunk, Queue } from '../../src/instrument/transport/queue.ts'

const text = (chunk: Chunk) => chunk.memory.toString('latin1', 0, chunk.length)

describe('Queue', () => {
  it('hands lines over in order, none twice, and counts those it threw away', () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.constant('add' as const) },
      fc.constantFrom('send' as const, 'fail' as const, 'sample' as const),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), steps => {
        const queue = new Queue({ chunkBytes: 40, chunks: 4 })
        const sent: number[] = []
        let added = 0
        for (const each of steps) {
          if (each === 'add') queue.add([`${added++}\n`], 1)
          else if (each === 'sample') queue.add(['s\n'], 0)
          else {
            const chunk = queue.take()
            if (chunk === null) expect(queue.empty).toBe(true)
            else if (each === 'fail') queue.giveBack(chunk)
            else {
              sent.push(...numbers(text(chunk)))
              expect(chunk.requests).toBe(numbers(text(chunk)).length)
              queue.release(chunk)
            }
          }
        }
        const waiting: number[] = []
        for (let chunk = queue.take(); chunk !== null; chunk = queue.take()) {
          waiting.push(...numbers(text(chunk)))
          queue.release(chunk)
        }
        const seen = [...sent, ...waiting]
        expect(seen).toEqual([...seen].sort((a, b) => a - b))
        expect(new Set(seen).size).toBe(seen.length)
        expect(seen.length + queue.dropped).toBe(added)
      }),
    )
  })

  it('keeps the newest', () => {
    const queue = new Queue({ chunkBytes: 4, chunks: 3 })
    for (const line of ['a\n', 'b\n', 'c\n', 'd\n', 'e\n', 'f\n', 'g\n']) queue.add([line], 1)
    expect(text(queue.take()!)).toBe('c\nd\n')
    expect(queue.dropped).toBe(2)
  })

  it('spreads lines that come together over as many chunks as they need', () => {
    const queue = new Queue({ chunkBytes: 40, chunks: 50 })
    const lines = Array.from({ length: 100 }, (_, i) => `line ${i}\n`)
    queue.add(lines, 100)
    let all = ''
    let requests = 0
    for (let chunk = queue.take(); chunk !== null; chunk = queue.take()) {
      all += text(chunk)
      requests += chunk.requests
      queue.release(chunk)
    }
    expect(all).toBe(lines.join(''))
    expect(requests).toBe(100)
  })

  it('says when a chunk is full, and when whole chunks wait', () => {
    const queue = new Queue({ chunkBytes: 4, chunks: 3 })
    expect([queue.add(['a\n'], 1), queue.add(['b\n'], 1)]).toEqual([false, false])
    expect(queue.backlog).toBe(false)
    expect(queue.add(['c\n'], 1)).toBe(true)
    expect(queue.backlog).toBe(true)
  })
})

function numbers(lines: string): number[] {
  return lines
    .split('\n')
    .filter(line => /^\d+$/.test(line))
    .map(Number)
}
