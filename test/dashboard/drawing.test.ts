import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DotCanvas } from '../../src/dashboard/cells/dots.ts'
import { asciiCell, unicodeGlyphs } from '../../src/dashboard/cells/glyphs.ts'
import { plain, style } from '../../src/dashboard/cells/style.ts'
import { Surface } from '../../src/dashboard/cells/surface.ts'
import { createTheme, paletteNamed, paletteNames } from '../../src/dashboard/index.ts'
import { saveSvg } from '../../src/dashboard/save/svg.ts'
import { drawBar } from '../../src/dashboard/view/draw/bar.ts'
import { resample } from '../../src/dashboard/view/draw/resample.ts'
import { linearScale, logarithmicScale } from '../../src/dashboard/view/draw/scale.ts'
import { roundStep, roundTop, timeTicks } from '../../src/dashboard/view/draw/ticks.ts'
import { fitCount, fitDuration, fitPercent } from '../../src/dashboard/view/fit.ts'
import { wrap } from '../../src/dashboard/view/line.ts'
import { displayWidth } from '../../src/text/index.ts'

describe('numbers that must fit', () => {
  it('lose digits, never their meaning', () => {
    expect([8, 7, 6, 5, 4, 3].map(width => fitDuration(0.0123, width))).toEqual([
      '12.3 ms',
      '12.3 ms',
      '12.3ms',
      '12ms',
      '12ms',
      '###',
    ])
    expect(fitDuration(5400, 6)).toBe('2h')
    expect(fitDuration(null, 3)).toBe('–')
    expect([fitCount(123456, 4), fitCount(123456, 3), fitCount(12.34, 3), fitCount(999_999, 2)]).toEqual([
      '123k',
      '###',
      '12',
      '1M',
    ])
    expect([fitPercent(0.00004, 5), fitPercent(0.9996, 3), fitPercent(0.5, 2)]).toEqual([
      '<0.01',
      '>99',
      '50',
    ])
  })

  it('are never wider than their place', () => {
    const width = fc.integer({ min: 1, max: 12 })
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e15, noNaN: true }), width, (value, columns) => {
        for (const text of [
          fitDuration(value, columns),
          fitCount(value, columns),
          fitPercent(value / 1e15, columns),
        ]) {
          expect(displayWidth(text)).toBeLessThanOrEqual(columns)
        }
      }),
    )
  })
})

describe('wrapping', () => {
  it('keeps numbers with their units and breaks long words', () => {
    expect(wrap('mean 212 ms ≥ 100 ms', 12)).toEqual(['mean 212 ms', '≥ 100 ms'])
    expect(wrap('a abcdefgh', 4)).toEqual(['a', 'abcd', 'efgh'])
    expect(wrap('', 4)).toEqual([''])
    expect(wrap('世界世界', 3)).toEqual(['世', '界', '世', '界'])
  })

  it('never makes a line wider than asked, and loses no word', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.integer({ min: 2, max: 40 }),
        (text, width) => {
          for (const line of wrap(text, width)) expect(displayWidth(line)).toBeLessThanOrEqual(width)
        },
      ),
    )
    expect(wrap('the quick brown fox jumps', 9).join(' ')).toBe('the quick brown fox jumps')
  })
})

describe('axes', () => {
  it('end at round numbers, with ticks whole rows apart', () => {
    expect([roundTop(541), roundTop(0.19), roundTop(1000), roundTop(0)]).toEqual([600, 0.2, 1000, 1])
    expect([roundStep(0.3), roundStep(2.5), roundStep(70)]).toEqual([0.5, 2.5, 100])
    expect(linearScale([3, 7, 10], 11).ticks).toEqual([0, 2, 4, 6, 8, 10])
    expect(linearScale([1.9], 8).ticks).toEqual([0, 1, 2])
    expect(linearScale([], 8).ticks).toEqual([0, 1])
    expect(linearScale([5], 1).place(5)).toBe(1)
  })

  it('reach over every value, waste little, and put each tick on a row', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
        fc.integer({ min: 4, max: 60 }),
        (max, rows) => {
          const { ticks, place } = linearScale([max], rows)
          expect(place(max)).toBeLessThanOrEqual(1 + 1e-6)
          expect(place(max)).toBeGreaterThan(0.5)
          const spots = ticks.map(tick => place(tick) * (rows - 1))
          for (const spot of spots) expect(Math.abs(spot - Math.round(spot))).toBeLessThan(1e-6)
          expect(roundTop(max)).toBeGreaterThanOrEqual(max * (1 - 1e-6))
        },
      ),
    )
  })

  it('place values within the plot, on either scale', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(values, list => {
        for (const scale of [linearScale(list, 5), logarithmicScale(list, 5)]) {
          for (const value of list) {
            expect(scale.place(value)).toBeGreaterThanOrEqual(0)
            expect(scale.place(value)).toBeLessThanOrEqual(1 + 1e-9)
          }
        }
      }),
    )
    const { ticks, place } = logarithmicScale([0.02, 1.8], 9)
    expect(ticks).toEqual([0.01, 0.1, 1])
    expect(place(0.01)).toBe(0)
    expect(place(2)).toBeCloseTo(1, 9)
  })

  it('mark round times, also where days do not begin with the epoch', () => {
    expect(timeTicks(100, 400, 5, 0)).toEqual([120, 180, 240, 300, 360])
    expect(timeTicks(0, 172800, 3, 3600)).toEqual([82800, 169200])
    expect(timeTicks(5, 5, 5, 0)).toEqual([])
  })
})

describe('charts', () => {
  it('keep gaps as gaps, and means where values share a column', () => {
    expect(resample([1, 3, null, null, 5, null], 3)).toEqual([2, null, 5])
    expect(resample([1, 2], 4)).toEqual([1, 1, 2, 2])
    expect(resample([], 2)).toEqual([null, null])
  })

  it('draw a bar in halves, and a sliver for anything above zero', () => {
    const theme = createTheme({ palette: 'dark', colours: 256, ascii: false })
    const bar = (share: number | null): string => {
      const surface = new Surface(8, 1)
      drawBar(surface.region(), 0, 0, 8, share, plain, theme)
      return surface.line(0)
    }
    expect([bar(0), bar(0.001), bar(0.5), bar(0.56), bar(1), bar(null)]).toEqual([
      '────────',
      '╸───────',
      '━━━━────',
      '━━━━╸───',
      '━━━━━━━━',
      '········',
    ])
  })

  it('set dots as braille counts them', () => {
    const surface = new Surface(2, 1)
    const canvas = new DotCanvas(2, 1, unicodeGlyphs)
    canvas.set(0, 0, plain)
    canvas.set(3, 3, plain)
    canvas.set(9, 9, plain)
    canvas.draw(surface.region())
    expect(surface.line(0)).toBe('⠁⢀')
  })
})

describe('surface', () => {
  it('ignores what lies outside of a region', () => {
    const surface = new Surface(6, 2)
    const region = surface.region({ x: 1, y: 0, width: 3, height: 1 })
    region.put(0, 0, 'abcdef', plain)
    region.put(0, 1, 'x', plain)
    region.set(-1, 0, 'x', plain)
    region.inner(2, 0, 9, 9).put(0, 0, '世', plain)
    expect([surface.line(0), surface.line(1)]).toEqual([' ab', ''])
  })

  it('keeps marks with their letter, and wide characters whole', () => {
    const surface = new Surface(5, 1)
    surface.region().put(0, 0, 'e\u0301世x世', plain)
    expect(surface.characters).toEqual(['e\u0301', '世', '', 'x', ' '])
  })
})

describe('themes', () => {
  it.each(paletteNames)('%s has a look for every role, with any number of colours', name => {
    for (const colours of [0, 16, 256] as const) {
      const theme = createTheme({ palette: name, colours, ascii: false })
      const limit = colours === 0 ? -1 : colours - 1
      for (const role of Object.keys(paletteNamed(name).inks)) {
        const ink = (theme.ink(role as never) >> 9) & 0x1ff
        expect(ink === 0x1ff || ink <= limit, `${role} with ${colours}`).toBe(true)
      }
    }
  })

  it('tell good, worrying and bad apart in every palette', () => {
    for (const name of paletteNames) {
      const theme = createTheme({ palette: name, colours: 256, ascii: false })
      expect(new Set(['good', 'warn', 'bad'].map(role => theme.ink(role as never))).size).toBe(3)
    }
  })

  it('names may be spelt as people spell them', () => {
    expect(paletteNamed('colorblind').name).toBe('colour-blind')
    expect(paletteNamed('color-blind-light').name).toBe('colour-blind-light')
    expect(() => paletteNamed('lihgt')).toThrow('unknown palette')
  })

  it('ASCII has a sign of one column for everything', () => {
    for (const character of ['世', '', '▲', 'é', '⣿', '\u{1f525}'])
      expect(asciiCell(character)).toMatch(/^[ -~]$/)
  })
})

describe('saved pictures', () => {
  it('escape text, draw blocks and braille as shapes, keep colours', () => {
    const surface = new Surface(12, 1)
    surface.region().put(0, 0, '<script>&', style(203))
    surface.region().set(10, 0, '█', style(75))
    surface.region().set(11, 0, '⣿', style(75))
    const svg = saveSvg(surface, { paper: '#000000', ink: '#ffffff' })
    expect(svg).toContain('&#60;script&#62;&#38;')
    expect(svg).not.toContain('<script>')
    expect(svg).toContain('#ff5f5f')
    expect(svg.match(/h\.01/g)).toHaveLength(8)
    expect(svg).not.toMatch(/[█⣿]/)
  })
})
