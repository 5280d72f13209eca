import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BlockAssembler } from '../../../src/sources/listen/block-assembler.ts'
import { Budget, LineAssembler } from '../../../src/sources/listen/line-assembler.ts'
import { blockBytes } from '../../model/block-bytes.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** What came out in its order: lines that follow each other in one text, blocks as `[…]`, what became of others as `<…>`. */
class Out {
  readonly pieces: string[] = []
  #inText = false

  text(text: string): void {
    if (text === '') return
    if (this.#inText) this.pieces.push(this.pieces.pop()! + text)
    else this.pieces.push(text)
    this.#inText = true
  }
  other(piece: string): void {
    this.pieces.push(piece)
    this.#inText = false
  }
}

function assemble(limit: number, budget = new Budget(1e9)) {
  const out = new Out()
  const lines = new LineAssembler(limit, budget, {
    lines: (bytes, begun) => out.text(Buffer.concat([begun ?? Buffer.alloc(0), bytes]).toString('latin1')),
    discarded: bytes => out.other(`<discarded ${bytes}>`),
  })
  const blocks = new BlockAssembler(lines, limit, budget, {
    block: bytes => {
      expect(bytes.byteOffset % 4).toBe(0)
      out.other(`[${hex(bytes)}]`)
    },
    unreadable: () => out.other('<unreadable>'),
    lost: bytes => out.other(`<lost ${bytes}>`),
  })
  /** In memory that is used for something else afterwards. */
  const push = (bytes: Uint8Array) => {
    const lent = Buffer.from(bytes)
    blocks.push(lent)
    lent.fill('!')
  }
  return { lines, blocks, out: out.pieces, push, budget }
}

const line = fc
  .string({ unit: 'binary', maxLength: 30 })
  .map(text => Buffer.from(`${text.replaceAll('\n', '').replace(/^\0+/, '')}\n`))
const block = fc
  .tuple(
    fc.nat({ max: 1e6 }),
    fc.array(
      fc.record({ microseconds: fc.nat({ max: 20 }), later: fc.nat({ max: 20 }), line: fc.constant(10) }),
      {
        maxLength: 6,
      },
    ),
    // Whatever is in a block, it does not end there.
    fc.array(fc.constantFrom(0, 10, 1, 123), { maxLength: 40 }).map(bytes => Uint8Array.from(bytes)),
  )
  .map(([base, repeats, lines]) => blockBytes(base, repeats, lines))
const items = fc.array(
  fc.oneof(
    line.map(bytes => ({ bytes, block: false })),
    block.map(bytes => ({ bytes, block: true })),
  ),
  { maxLength: 25 },
)
const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 200 })), {
  minLength: 1,
})

function* cutUp(bytes: Buffer, lengths: readonly number[]): Generator<Buffer> {
  for (let at = 0, cut = 0; at < bytes.length; cut++) {
    const length = lengths[cut % lengths.length]!
    yield bytes.subarray(at, at + length)
    at += length
  }
}

describe('blocks put together', () => {
  it('are those that were sent, and so are the lines around them, wherever they were cut', () => {
    fc.assert(
      fc.property(items, cuts, (all, lengths) => {
        const { out, push, blocks, lines, budget } = assemble(1000)
        for (const piece of cutUp(Buffer.concat(all.map(({ bytes }) => bytes)), lengths)) push(piece)
        blocks.end()
        expect(lines.end()).toHaveLength(0)
        const expected = new Out()
        for (const { bytes, block } of all) {
          if (block) expected.other(`[${hex(bytes)}]`)
          else expected.text(bytes.toString('latin1'))
        }
        expect(out).toEqual(expected.pieces)
        expect(budget.used).toBe(0)
      }),
    )
  })

  it('are told as lost where they did not come whole, and nothing else is', () => {
    fc.assert(
      fc.property(items, block, fc.nat(), cuts, (all, last, end, lengths) => {
        const { out, push, blocks, budget } = assemble(1000)
        const before = Buffer.concat(all.map(({ bytes }) => bytes))
        const left = 1 + (end % (last.length - 1))
        for (const piece of cutUp(Buffer.concat([before, last.subarray(0, left)]), lengths)) push(piece)
        const whole = assemble(1000)
        whole.push(before)
        expect(out).toEqual(whole.out)
        blocks.end()
        expect(out).toEqual([...whole.out, `<lost ${left}>`])
        expect(budget.used).toBe(0)
        blocks.end()
        expect(out).toHaveLength(whole.out.length + 1)
      }),
    )
  })

  it('leave an unfinished line to whoever has the lines', () => {
    const { out, push, blocks, lines } = assemble(1000)
    push(Buffer.from('{"a":1}\n{"b"'))
    blocks.end()
    expect(out).toEqual(['{"a":1}\n'])
    expect(String(lines.end())).toBe('{"b"')
  })

  it('are not seen within a line, nor in one over the limit', () => {
    const { out, push } = assemble(100)
    const whole = blockBytes(1, [], '{}\n')
    push(Buffer.from('a'))
    push(Buffer.from('\0b\n'))
    push(Buffer.alloc(101, 'x'))
    push(Buffer.from('\0x\n'))
    push(whole)
    expect(out).toEqual(['a\0b\n', '<discarded 104>', `[${hex(whole)}]`])
  })
})

describe('what is no block', () => {
  const good = blockBytes(1, [{ microseconds: 1, later: 1, line: 0 }], '{}\n')
  const changed = (at: number, value: number) => {
    const bytes = Buffer.from(good)
    bytes[at] = value
    return bytes
  }

  it.each([
    ['another version', changed(1, 2)],
    ['bytes that are kept for later versions', changed(2, 1)],
    ['more of them', changed(3, 1)],
    ['a length within the header', changed(4, 23)],
    ['a length over the limit', changed(7, 255)],
  ])('ends all: %s', (_what, bytes) => {
    for (const length of [1, 3, 1000]) {
      const { out, push, blocks, budget } = assemble(100)
      const all = Buffer.concat([Buffer.from('{"a":1}\n'), good, bytes, good, Buffer.from('{"b":1}\n')])
      for (const piece of cutUp(all, [length])) push(piece)
      expect(out).toEqual(['{"a":1}\n', `[${hex(good)}]`, '<unreadable>'])
      push(good)
      expect(out).toHaveLength(3)
      blocks.end()
      expect(budget.used).toBe(0)
    }
  })

  it('is a length just over the limit, and not the limit', () => {
    for (const over of [0, 1]) {
      const { out, push } = assemble(good.length - over)
      push(good)
      expect(out).toEqual([over === 0 ? `[${hex(good)}]` : '<unreadable>'])
    }
  })

  it('is one for which there is no memory; what one gives back the next may take', () => {
    const budget = new Budget(2 * good.length)
    const all = [1, 2, 3].map(() => assemble(1000, budget))
    const start = good.subarray(0, 8)
    all[0]!.push(start)
    all[1]!.push(start)
    expect(budget.used).toBe(2 * good.length)
    all[2]!.push(start)
    expect(all[2]!.out).toEqual(['<unreadable>'])
    all[0]!.push(good.subarray(8))
    all[1]!.blocks.end()
    expect(all[0]!.out).toEqual([`[${hex(good)}]`])
    expect(all[1]!.out).toEqual(['<lost 8>'])
    expect(budget.used).toBe(0)
    const next = assemble(1000, budget)
    next.push(good)
    expect(next.out).toEqual([`[${hex(good)}]`])
  })
})
