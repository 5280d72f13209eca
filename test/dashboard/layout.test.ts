import { describe, expect, it } from 'vitest'
import { shownRows } from '../../src/dashboard/endpoints.ts'
import { type Layout, layout } from '../../src/dashboard/index.ts'
import type { Rect } from '../../src/dashboard/layout/rect.ts'

function rectsOf(places: Layout): Rect[] {
  return [places.header, places.footer, ...places.panels.map(panel => panel.rect)].filter(
    rect => rect.width > 0 && rect.height > 0,
  )
}

/** What is wrong with a layout, in words; empty when nothing is. */
function faults(columns: number, rows: number, places: Layout): string[] {
  const found: string[] = []
  const taken = new Uint8Array(columns * rows)
  for (const { x, y, width, height } of rectsOf(places)) {
    if (![x, y, width, height].every(Number.isInteger)) found.push('not whole')
    if (x < 0 || y < 0 || x + width > columns || y + height > rows) found.push('leaves the screen')
    else
      for (let row = y; row < y + height; row++) {
        for (let column = x; column < x + width; column++) {
          const at = row * columns + column
          if (taken[at]! > 0) found.push('overlaps')
          taken[at] = 1
        }
      }
  }
  return [...new Set(found)]
}

describe('layout', () => {
  it('at every size from 1 × 1 to 400 × 200: nothing overlaps, nothing leaves the screen, the header stays', () => {
    const wrong: string[] = []
    for (let columns = 1; columns <= 400; columns += columns < 170 ? 1 : 7) {
      for (let rows = 1; rows <= 200; rows += rows < 64 ? 1 : 9) {
        const places = layout(columns, rows)
        const found = faults(columns, rows, places)
        const { header } = places
        if (header.y !== 0 || header.width !== columns || header.height !== Math.min(2, rows))
          found.push('header')
        if (found.length > 0) wrong.push(`${columns}×${rows}: ${found.join(', ')}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('tells a bad layout from a good one', () => {
    const places = layout(80, 24)
    const twice = { ...places, panels: [...places.panels, places.panels[0]!] }
    expect(faults(80, 24, twice)).toEqual(['overlaps'])
    expect(faults(79, 24, places)).toEqual(['leaves the screen'])
  })

  it('from 60 × 15 on keeps five rows of endpoints and every panel that must not vanish', () => {
    const wrong: string[] = []
    for (let columns = 60; columns <= 400; columns += 5) {
      for (let rows = 15; rows <= 200; rows += rows < 64 ? 1 : 9) {
        const { panels, kind } = layout(columns, rows)
        const table = panels.find(panel => panel.id === 'endpoints')
        const frames = kind === 'compact' ? 1 : 2
        const tableRows = (table?.rect.height ?? 0) - frames - 1
        const ids = panels.map(panel => panel.id)
        const lost = [
          'health',
          'responseTime',
          'throughput',
          'errorRate',
          'status',
          'resources',
          'cache',
          'recommendations',
        ].filter(id => !ids.includes(id as never))
        if (tableRows < 5 || lost.length > 0)
          wrong.push(`${columns}×${rows}: ${tableRows} rows, lost ${lost.join(' ')}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('has three columns with a detail pane from 160 × 50', () => {
    expect(layout(160, 50).kind).toBe('large')
    expect(layout(159, 50).kind).toBe('medium')
    expect(layout(160, 50).panels.map(panel => panel.id)).toEqual(
      expect.arrayContaining(['detail', 'heatmap', 'correlations', 'recent']),
    )
    const strip = layout(80, 24).panels.find(panel => panel.id === 'health')!
    expect(strip.rect).toMatchObject({ x: 54, width: 26 })
  })
})

describe('the rows that are shown', () => {
  const rows = (count: number, other: boolean): never[] =>
    Array.from({ length: count }, (_, index) => ({
      stats: {
        method: other && index === count - 1 ? null : 'GET',
        endpoint: other && index === count - 1 ? '(other)' : `/${index}`,
      },
    })) as never[]

  it('follow the selection and keep (other)', () => {
    expect(shownRows(rows(3, true), 0, 10)).toEqual([0, 1, 2])
    expect(shownRows(rows(10, true), 0, 4)).toEqual([0, 1, 2, 9])
    expect(shownRows(rows(10, true), 8, 4)).toEqual([6, 7, 8, 9])
    expect(shownRows(rows(10, true), 9, 4)).toEqual([6, 7, 8, 9])
    expect(shownRows(rows(10, false), 9, 4)).toEqual([6, 7, 8, 9])
    expect(shownRows(rows(10, false), 2, 4)).toEqual([0, 1, 2, 3])
    expect(shownRows(rows(10, true), 5, 0)).toEqual([])
  })
})
