import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Budget, LineAssembler } from '../../../src/sources/listen/line-assembler.ts'

function assemble(limit: number, budget = new Budget(1e9)): { lines: LineAssembler; out: string[] } {
  const out: string[] = []
  const lines = new LineAssembler(limit, budget, {
    lines: (bytes, begun) => out.push(Buffer.concat([begun ?? Buffer.alloc(0), bytes]).toString('latin1')),
    discarded: bytes => out.push(`<${bytes}>`),
  })
  return { lines, out }
}

describe('lines put together', () => {
  it('are those that were sent, wherever they were cut', () => {
    const text = fc.array(
      fc.string({ maxLength: 40 }).map(each => each.replaceAll('\n', '')),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (each, cuts) => {
        const bytes = Buffer.from(each.join('\n'))
        const budget = new Budget(1e9)
        const { lines, out } = assemble(1000, budget)
        for (let at = 0, cut = 0; at < bytes.length; cut++) {
          const length = cuts[cut % cuts.length]!
          lines.push(Buffer.from(bytes.subarray(at, at + length)))
          at += length
        }
        for (const handed of out) expect(handed.endsWith('\n')).toBe(true)
        const rest = Buffer.from(lines.end()).toString('latin1')
        expect(out.join('') + rest).toBe(bytes.toString('latin1'))
        expect(rest).not.toContain('\n')
        expect(budget.used).toBe(0)
      }),
    )
  })

  it('over the limit are dropped whole and counted, also when they never end', () => {
    const { lines, out } = assemble(10)
    for (const piece of ['short\nlonger t', 'han the limit', ' of ten\nnext', '\n', 'x'.repeat(50)])
      lines.push(Buffer.from(piece))
    expect(Buffer.from(lines.end())).toHaveLength(0)
    expect(out).toEqual(['short\n', `<${'longer than the limit of ten\n'.length}>`, 'next\n', '<50>'])
  })

  it('share what may be unfinished, and give it back', () => {
    const budget = new Budget(1000)
    const first = assemble(600, budget)
    const second = assemble(600, budget)
    first.lines.push(Buffer.alloc(400, 'a'))
    second.lines.push(Buffer.alloc(599, 'b'))
    first.lines.push(Buffer.from('\n'))
    second.lines.push(Buffer.from('\nc'))
    second.lines.push(Buffer.from('\n'))
    expect(first.out).toEqual([`${'a'.repeat(400)}\n`])
    expect(second.out).toEqual(['<600>', 'c\n'])
    expect(budget.used).toBe(0)
  })

  it('that come byte by byte take no more than twice their memory', () => {
    const budget = new Budget(1e9)
    const { lines, out } = assemble(2 ** 20, budget)
    for (let i = 0; i < 300_000; i++) lines.push(Buffer.from('y'))
    expect(budget.used).toBeLessThanOrEqual(600_000)
    lines.push(Buffer.from('\n'))
    expect(out[0]).toHaveLength(300_001)
  })
})
