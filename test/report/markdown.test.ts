import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatReport } from '../../src/report/index.ts'
import { codeSpan, escapeMarkdown } from '../../src/report/markdown/escape.ts'
import { observation, text } from './arbitrary.ts'
import { observationOf, someTraffic } from './observation.ts'

const markdown = { format: 'markdown', utc: true } as const

describe('the Markdown report', () => {
  it('has one title, sections and tables', () => {
    const written = formatReport(observationOf(someTraffic()), markdown)
    expect(written.match(/^# /gm)).toHaveLength(1)
    expect(written).toContain('# API report: access.log')
    expect(written).toContain('| Errors | **5.83 %** | 14 of 240, 7 × 4xx, 7 × 5xx |')
    expect(written).toContain('## Health: 90 of 100, excellent')
    expect(written).toMatch(/\| `GET` \| `\/static\/app\.css` \| 88 \| 0\.74 \|/)
  })

  it('every row of a table has as many cells as its heading, whatever the log says', () => {
    fc.assert(
      fc.property(observation, each => {
        const written = formatReport(each, markdown)
        expect(written).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]|[\p{Cf}\p{Cs}]/u)
        let width = 0
        for (const line of written.split('\n')) {
          const bars = line.startsWith('| ') ? line.replace(/\\./g, '').split('|').length : 0
          if (bars > 0 && width > 0) expect(bars).toBe(width)
          width = bars
        }
      }),
      { numRuns: 150 },
    )
  })

  it('prose begins no markup', () => {
    fc.assert(
      fc.property(text, each => {
        const written = escapeMarkdown(each)
        const bare = written
          .replace(/\\[\\`*_[\]|~$#+=.)-]/g, 'x')
          .replace(/&(amp|lt|gt|#8203|#58|#46);/g, '')
        expect(bare).not.toMatch(/[\\`*_[\]|~$<>&]|:\/\/|^[-+=#]|^\d{1,9}[.)](\s|$)|^\s/)
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['![x](http://evil.example/p.png)', '!\\[x\\](http&#58;//evil.example/p.png)'],
    ['<script>', '&lt;script&gt;'],
    ['# heading', '\\# heading'],
    ['1. one', '1\\. one'],
    ['- item', '\\- item'],
    ['@team', '@&#8203;team'],
    ['a|b', 'a\\|b'],
    ['12.5 % of 3 (4xx)', '12.5 % of 3 (4xx)'],
  ])('%s', (plain, written) => {
    expect(escapeMarkdown(plain)).toBe(written)
  })

  it.each([
    ['/api/users/:id', '`/api/users/:id`'],
    ['a`b', '``a`b``'],
    ['``', '``` `` ```'],
    ['a|b', '`a\\|b`'],
    ['–', '–'],
    ['<b>', '`<b>`'],
  ])('the name %s', (plain, written) => {
    expect(codeSpan(plain)).toBe(written)
  })
})
