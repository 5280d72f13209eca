import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cutEnd,
  cutMiddle,
  displayWidth,
  graphemes,
  padEnd,
  padStart,
  sanitise,
} from '../../src/text/index.ts'

const anything = fc.string({ unit: 'binary', maxLength: 60 })

/** Unicode categories that a terminal acts on or shows nothing for; independent of the ranges in the source. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/u

describe('sanitise', () => {
  it.each([
    ['plain /api/users?id=1', 'plain /api/users?id=1'],
    ['\x1b]0;x\x07', '␛]0;x␇'],
    ['\x9b2J', '�2J'],
    ['a\r\nb\tc\b\0', 'a␍␊b␉c␈␀'],
    ['\x7f', '␡'],
    ['\u202etxt.exe', '�txt.exe'],
    ['a\u200bb\u00adc\ufeff', 'a�b�c�'],
    ['\u2066\u2069\u061c', '���'],
    ['\ud800x\udc00', '�x�'],
    ['\ue000', '�'],
    ['\u{e0041}', '�'],
    ['\u2028\u2029', '��'],
    ['\u3164\uffa0\u115f', '���'],
    ['\u0600\u070f', '��'],
    ['é漢字🙂', 'é漢字🙂'],
    ['e\u0301', 'e\u0301'],
    [`z${'\u0301'.repeat(40)}a`, `z${'\u0301'.repeat(4)}�a`],
    ['{red-fg}x{/}', '{red-fg}x{/}'],
  ])('%j', (text, safe) => {
    expect(sanitise(text)).toBe(safe)
  })

  it('leaves nothing that moves, hides or reverses', () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      const safe = sanitise(String.fromCodePoint(code))
      if (invisible.test(safe)) expect.fail(`U+${code.toString(16)} came through`)
    }
    fc.assert(fc.property(anything, text => !invisible.test(sanitise(text))))
  })

  it('changes nothing the second time', () => {
    fc.assert(fc.property(anything, text => sanitise(sanitise(text)) === sanitise(text)))
  })

  it('keeps what people write', () => {
    for (const text of [
      'Grüße',
      'Привет',
      'שלום',
      'مرحبا',
      'हिन्दी',
      'ภาษาไทย',
      '한국어',
      '日本語',
      '½ µs ≥ 3 – …',
    ])
      expect(sanitise(text)).toBe(text)
  })

  it('takes a megabyte of hostile text in its stride', () => {
    for (const part of ['\x1b', '\u0301', 'a\u0301\u0301\u0301\u0301', '\ud800', '漢']) {
      const start = performance.now()
      sanitise(part.repeat(1_000_000 / part.length))
      expect(performance.now() - start).toBeLessThan(2000)
    }
  })
})

describe('widths', () => {
  it.each([
    ['abc', 3],
    ['', 0],
    ['é', 1],
    ['e\u0301', 1],
    ['漢字', 4],
    ['ｱｲｳ', 3],
    ['ＡＢ', 4],
    ['한', 2],
    ['🙂', 2],
    ['–…µ≥→−', 6],
    ['𠀀', 2],
  ])('%j takes %d columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns)
  })

  it('pads to columns, not to code units', () => {
    expect(padEnd('漢', 4)).toBe('漢  ')
    expect(padStart('🙂', 4)).toBe('  🙂')
    expect(padEnd('long', 2)).toBe('long')
  })
})

describe('cutting', () => {
  it('keeps both ends of a route', () => {
    expect(cutMiddle('/api/v1/organisations/:id/members', 16)).toBe('/api/v1/…members')
    expect(cutMiddle('/short', 16)).toBe('/short')
    expect(cutMiddle('abcdef', 1)).toBe('…')
    expect(cutMiddle('abcdef', 0)).toBe('')
  })

  it('keeps the beginning of prose', () => {
    expect(cutEnd('upstream connect error', 9)).toBe('upstream…')
    expect(cutEnd('short', 9)).toBe('short')
    expect(cutEnd('abc', 0)).toBe('')
  })

  it.each([cutMiddle, cutEnd])('never takes more columns than it was given, nor half a character', cut => {
    fc.assert(
      fc.property(anything.map(sanitise), fc.nat(40), (text, columns) => {
        const short = cut(text, columns)
        expect(displayWidth(short)).toBeLessThanOrEqual(columns)
        const whole = new Set([...graphemes(text), '…'])
        for (const part of graphemes(short)) {
          const known =
            whole.has(part) ||
            whole.has(part.replace('…', '')) ||
            [...part].every(each => text.includes(each) || each === '…')
          expect(known).toBe(true)
        }
      }),
    )
  })

  it.each([cutMiddle, cutEnd])('is quick on a megabyte', cut => {
    for (const text of ['a', '漢', 'e\u0301'].map(part => part.repeat(500_000))) {
      const start = performance.now()
      expect(displayWidth(cut(text, 30))).toBeGreaterThan(28)
      expect(performance.now() - start).toBeLessThan(200)
    }
  })
})
