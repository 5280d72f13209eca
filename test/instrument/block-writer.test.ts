import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Frame } from '../../src/instrument/record/frame.ts'
import { asLines, type Chunk, requestsWithin } from '../../src/instrument/transport/chunk.ts'
import { Queue } from '../../src/instrument/transport/queue.ts'
import { frameOf } from './frame.ts'
import { received } from './received.ts'

const limits = { chunkBytes: 512, records: 1024, textBytes: 1e6 }
const now = 1_700_000_000_000
const head = ',"endpoint":"/x,\\"response_time\\":1","response_time":'
const frame = (id: number) => frameOf(Buffer.from(head), Buffer.from(`,"id":${id}}\n`))
const linesOf = (chunk: Chunk) => received(Buffer.from(chunk.bytes)).lines

type Step =
  | { readonly type: 'request'; readonly frame: number; readonly passed: number; readonly duration: number }
  | { readonly type: 'text'; readonly text: number; readonly passed: number; readonly duration: number }
  | { readonly type: 'sample'; readonly length: number }

const times = {
  passed: fc.oneof(
    { weight: 8, arbitrary: fc.nat({ max: 40 }) },
    fc.nat({ max: 200_000 }),
    fc.integer({ min: -70_000, max: 0 }),
    fc.constantFrom(65_535, 65_536),
  ),
  duration: fc.oneof(
    { weight: 4, arbitrary: fc.nat({ max: 900_000 }).map(micro => micro / 1000) },
    fc.double({ min: 0, max: 5000, noNaN: true }),
    fc.constantFrom(0, 0.0004, 999.9996, 4_294_967.295, 4_294_967.2954, 4_294_967.296, 9e6),
  ),
}
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({ type: fc.constant('request' as const), frame: fc.nat({ max: 3 }), ...times }),
  },
  // The longest have no room in a chunk.
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('text' as const),
      text: fc.oneof(fc.nat({ max: 60 }), fc.integer({ min: 300, max: 600 })),
      ...times,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('sample' as const),
      length: fc.oneof(fc.nat({ max: 20 }), fc.integer({ min: 400, max: 600 })),
    }),
  },
)

/** A queue that has been given these; frames are its own, as those of a process are. */
function filled(steps: readonly Step[]): Queue {
  const queue = new Queue(limits)
  const frames: Frame[] = [0, 1, 2, 3].map(frame)
  let end = now
  for (const [i, each] of steps.entries()) {
    if (each.type === 'sample') queue.addSample(`{"size":"${'s'.repeat(each.length)}"}\n`)
    else {
      end += each.passed
      const own = each.type === 'text' ? frameOf(head, `,"id":"${i}${'x'.repeat(each.text)}"}\n`) : null
      queue.addRequest(end, each.duration, own ?? frames[(each as { frame: number }).frame]!)
    }
  }
  return queue
}

function takeAll(queue: Queue, blocks: boolean): { lines: string[]; requests: number; chunks: Chunk[] } {
  const [lines, chunks]: [string[], Chunk[]] = [[], []]
  let requests = 0
  for (let chunk = queue.take(blocks); chunk !== null; chunk = queue.take(blocks)) {
    expect(chunk.bytes.length).toBeGreaterThan(0)
    expect(chunk.bytes.length).toBeLessThanOrEqual(24 + 2 * limits.chunkBytes)
    const written = asLines(chunk)
    expect(linesOf(chunk)).toEqual(linesOf(written))
    expect(requestsWithin(written, written.bytes.length)).toBe(chunk.requests)
    expect(written.requests).toBe(chunk.requests)
    lines.push(...linesOf(written))
    chunks.push({ ...chunk, bytes: Buffer.from(chunk.bytes) })
    requests += chunk.requests
  }
  return { lines, requests, chunks }
}

/** Requests of two frames, mostly the first, one each millisecond. */
function steady(count: number, queue = new Queue(limits)): Queue {
  const frames = [frame(0), frame(1)]
  for (let i = 0; i < count; i++) queue.addRequest(now + i, i, frames[i % 4 === 3 ? 1 : 0]!)
  return queue
}

describe('blocks', () => {
  it('stand for the same lines as would have been written without them', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), steps => {
        const [inBlocks, inLines] = [filled(steps), filled(steps)]
        const [blocks, lines] = [takeAll(inBlocks, true), takeAll(inLines, false)]
        expect(blocks.lines.sort()).toEqual(lines.lines.sort())
        expect(blocks.requests).toBe(lines.requests)
        expect(inBlocks.dropped).toBe(inLines.dropped)
        expect(lines.chunks.every(({ block }) => block === null)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('take eight bytes for a request like others', () => {
    const queue = steady(60)
    const { chunks, lines } = takeAll(queue, true)
    expect(chunks).toHaveLength(1)
    const first = lines.slice(0, 2).join('\n').length + 1
    expect(chunks[0]).toMatchObject({ requests: 60, block: 0 })
    expect(chunks[0]!.bytes).toHaveLength(24 + first + 8 * 58)
  })

  it('hold as many repeats as lines would have had bytes, and go on in the next', () => {
    const queue = new Queue(limits)
    const one = frame(0)
    for (let i = 0; i < 200; i++) queue.addRequest(now, 1, one)
    // One line, and 512 / 8 repeats of it.
    expect(takeAll(queue, true).chunks.map(({ requests }) => requests)).toEqual([65, 65, 65, 5])
  })

  it('come behind samples, which stay in their order', () => {
    const queue = new Queue(limits)
    const [one, sample] = [frame(0), (i: number) => `{"order":${i}}\n`]
    queue.addSample(sample(0))
    queue.addSample(sample(1))
    queue.addRequest(now, 1, one)
    queue.addRequest(now, 2, one)
    queue.addSample(sample(2))
    queue.addRequest(now, 3, one)
    const { chunks } = takeAll(queue, true)
    expect(chunks.map(({ block, requests }) => [block, requests])).toEqual([
      [2 * sample(0).length, 2],
      [sample(2).length, 1],
    ])
    expect(String(chunks[0]!.bytes)).toContain(sample(0) + sample(1))
    expect(String(chunks[1]!.bytes).startsWith(sample(2))).toBe(true)
  })

  it.each([256, 260, 263, 268, 270])('fit into chunks of any size: %d bytes', chunkBytes => {
    const queue = steady(100, new Queue({ ...limits, chunkBytes }))
    const requests = takeAll(queue, true).lines
    expect(requests.sort()).toEqual(takeAll(steady(100), false).lines.sort())
  })

  it('are none where there are only samples', () => {
    const queue = new Queue(limits)
    queue.addSample('{"s":1}\n')
    expect(queue.take(true)).toMatchObject({ requests: 0, block: null, bytes: Buffer.from('{"s":1}\n') })
    expect(queue.take(true)).toBeNull()
  })
})

describe('a block that came back', () => {
  it('goes out again as it was, in its turn', () => {
    const queue = steady(100)
    const chunk = queue.take(true)!
    const bytes = Buffer.from(chunk.bytes)
    queue.giveBack(chunk)
    expect(queue.empty).toBe(false)
    const again = queue.take(true)!
    expect(Buffer.from(again.bytes)).toEqual(bytes)
    expect(again).toMatchObject({ requests: chunk.requests, block: 0 })
    expect(takeAll(queue, true).lines).toHaveLength(100 - chunk.requests)
    expect(queue.dropped).toBe(0)
  })

  it('becomes lines where the next connection takes no blocks', () => {
    const queue = steady(100)
    const chunk = queue.take(true)!
    const expected = linesOf(chunk)
    queue.giveBack(chunk)
    const again = queue.take(false)!
    expect(again).toMatchObject({ requests: chunk.requests, block: null })
    expect(again.bytes[0]).not.toBe(0)
    // What is written after it lies elsewhere.
    const rest = takeAll(queue, false)
    expect(linesOf(again)).toEqual(expected)
    expect([...expected, ...rest.lines].sort()).toEqual(takeAll(steady(100), false).lines.sort())
  })

  it('comes again as lines, and those as they are to one that takes blocks', () => {
    const queue = steady(30)
    queue.giveBack(queue.take(true)!)
    const written = queue.take(false)!
    const expected = linesOf(written)
    queue.giveBack(written)
    const again = queue.take(true)!
    expect(again.block).toBeNull()
    expect(linesOf(again)).toEqual(expected)
    expect(queue.take(true)).toBeNull()
  })

  it('is dropped with all its requests before what is newer', () => {
    const queue = steady(20)
    queue.giveBack(queue.take(true)!)
    steady(1024, queue)
    expect(queue.dropped).toBe(0)
    queue.addRequest(now, 1, frame(3))
    expect(queue.dropped).toBe(20 + 32)
    expect(takeAll(queue, true).requests).toBe(1024 - 32 + 1)
  })
})

describe('requests that may have arrived', () => {
  it('are those of the lines that came whole', () => {
    const chunk = steady(4).take(false)!
    const length = chunk.bytes.length / 4
    const taken = [0, 1, length - 1, length, 3 * length, 4 * length - 1, 4 * length]
    expect(taken.map(bytes => requestsWithin(chunk, bytes))).toEqual([0, 0, 0, 1, 3, 3, 4])
  })

  it('are all of a block or none', () => {
    const chunk = steady(10).take(true)!
    const { length } = chunk.bytes
    const taken = [0, 24, length - 1, length]
    expect(taken.map(bytes => requestsWithin(chunk, bytes))).toEqual([0, 0, 0, 10])
  })
})
