import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Chunk } from '../../src/instrument/transport/chunk.ts'
import { Queue } from '../../src/instrument/transport/queue.ts'
import { frameOf } from './frame.ts'

const roomy = { chunkBytes: 4096, records: 1024, textBytes: 1e6 }
const text = (chunk: Chunk) => Buffer.from(chunk.bytes).toString('latin1')

/** Requests are told apart by their tails, as texts or as bytes. */
function add(queue: Queue, id: number): void {
  const tail = `,"id":${id}}\n`
  queue.addRequest(1e12, 1.5, frameOf(',"response_time":', id % 2 === 0 ? tail : Buffer.from(tail)))
}

function numbers(lines: string): number[] {
  return lines
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line).id)
}

function takeAll(queue: Queue): string {
  let all = ''
  for (let chunk = queue.take(false); chunk !== null; chunk = queue.take(false)) all += text(chunk)
  return all
}

describe('Queue', () => {
  it('hands records over in order, none twice, and counts those it threw away', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.nat({ max: 700 }) },
      fc.constantFrom('send' as const, 'fail' as const, 'sample' as const),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        const queue = new Queue({ ...roomy, records: 2048 })
        const sent: number[] = []
        let added = 0
        for (const each of steps) {
          if (typeof each === 'number') for (let i = 0; i < each; i++) add(queue, added++)
          else if (each === 'sample') queue.addSample('s\n')
          else {
            const chunk = queue.take(false)
            if (chunk === null) expect(queue.empty).toBe(true)
            else if (each === 'fail') queue.giveBack(chunk)
            else {
              sent.push(...numbers(text(chunk)))
              expect(chunk.requests).toBe(numbers(text(chunk)).length)
            }
          }
        }
        const seen = [...sent, ...numbers(takeAll(queue))]
        expect(seen).toEqual([...seen].sort((a, b) => a - b))
        expect(new Set(seen).size).toBe(seen.length)
        expect(seen.length + queue.dropped).toBe(added)
      }),
      { numRuns: 50 },
    )
  })

  it('keeps the newest, and drops a thirty-second of them at once', () => {
    const queue = new Queue(roomy)
    for (let id = 0; id < 3000; id++) add(queue, id)
    const kept = numbers(takeAll(queue))
    expect(kept.length).toBeGreaterThanOrEqual(1024 - 32)
    expect(kept.length).toBeLessThanOrEqual(1024)
    expect(kept).toEqual(Array.from(kept, (_, i) => 3000 - kept.length + i))
    expect(queue.dropped).toBe(3000 - kept.length)
  })

  it('drops the chunk that came back before what is newer', () => {
    const queue = new Queue(roomy)
    add(queue, 0)
    queue.giveBack(queue.take(false)!)
    for (let id = 1; id <= 1024; id++) add(queue, id)
    expect(queue.dropped).toBe(0)
    add(queue, 1025)
    expect(queue.dropped).toBe(1 + 32)
    expect(numbers(takeAll(queue))[0]).toBe(33)
  })

  it('bounds the texts that only one record uses', () => {
    const queue = new Queue({ ...roomy, textBytes: 1000 })
    const tail = Buffer.from('}\n')
    for (let i = 0; i < 100; i++) queue.addRequest(1e12, 1, frameOf(`,"endpoint":"/${'x'.repeat(85)}"`, tail))
    expect(queue.size).toBe(10)
    expect(queue.dropped).toBe(90)
  })

  it('counts a line that no chunk holds', () => {
    const queue = new Queue({ ...roomy, chunkBytes: 100 })
    queue.addRequest(1e12, 1, frameOf('x'.repeat(101), '}\n'))
    add(queue, 1)
    expect(numbers(takeAll(queue))).toEqual([1])
    expect(queue.dropped).toBe(1)
  })
})
