import type { PanelId } from '../types.ts'
import {
  compactMain,
  compactSide,
  largeDetail,
  largeMain,
  largeSide,
  mediumMain,
  mediumSide,
  wideMain,
} from './columns.ts'
import type { Rect } from './rect.ts'
import { type Band, stack } from './stack.ts'

/** `box`: framed all round; `rule`: a title line, then the content; `line`: one line that says it all. */
export type FrameKind = 'box' | 'rule' | 'line'

export interface Placement {
  readonly id: PanelId
  readonly rect: Rect
  readonly frame: FrameKind
}

export interface Layout {
  /** `tiny`: two lines of text and nothing else. */
  readonly kind: 'tiny' | 'compact' | 'medium' | 'large'
  readonly header: Rect
  /** Between header and footer: where pages go. */
  readonly content: Rect
  readonly footer: Rect
  readonly panels: readonly Placement[]
}

const headerRows = 2
const stripColumns = 26

/** Where everything goes, in whole cells: nothing overlaps and nothing leaves the screen, at any size. */
export function layout(columns: number, rows: number): Layout {
  const width = Math.max(0, Math.floor(columns))
  const height = Math.max(0, Math.floor(rows))
  if (width < 60 || height < 15) return tiny(width, height)
  const header = { x: 0, y: 0, width, height: headerRows }
  const footer = { x: 0, y: height - 1, width, height: 1 }
  const content = { x: 0, y: headerRows, width, height: height - headerRows - 1 }
  const base = { header, content, footer }
  if (width < 100 || height < 32) return { ...base, kind: 'compact', panels: compact(content) }
  if (width < 160 || height < 50) return { ...base, kind: 'medium', panels: medium(content) }
  return { ...base, kind: 'large', panels: large(content) }
}

/** Reading order, which is also that of Tab. */
export function visiblePanels(of: Layout): PanelId[] {
  return of.panels.map(panel => panel.id)
}

function tiny(width: number, height: number): Layout {
  const header = { x: 0, y: 0, width, height: Math.min(2, height) }
  const rest = { x: 0, y: header.height, width, height: height - header.height }
  return { kind: 'tiny', header, content: rest, footer: { ...rest, height: 0 }, panels: [] }
}

function compact(area: Rect): Placement[] {
  const advice = area.height >= 34 ? 6 : area.height >= 26 ? 3 : 1
  const height = area.height - advice
  const main = { ...area, height, width: area.width - stripColumns - 1 }
  const side = { ...area, height, x: area.x + area.width - stripColumns, width: stripColumns }
  const bottom = { ...area, y: area.y + height, height: advice }
  return [
    ...column(main, compactMain, 'rule'),
    ...column(side, compactSide, 'rule'),
    { id: 'recommendations', rect: bottom, frame: advice === 1 ? 'line' : 'rule' },
  ]
}

function medium(area: Rect): Placement[] {
  const sideWidth = area.width >= 116 ? 40 : 36
  const main = { ...area, width: area.width - sideWidth }
  const side = { ...area, x: area.x + main.width, width: sideWidth }
  return [...column(main, mediumMain, 'box'), ...column(side, mediumSide, 'box')]
}

function large(area: Rect): Placement[] {
  const sideWidth = Math.min(56, Math.max(40, Math.floor(area.width * 0.2)))
  const detailWidth = Math.min(110, Math.max(42, Math.floor(area.width * 0.27)))
  const mainWidth = area.width - sideWidth - detailWidth
  const main = { ...area, width: mainWidth }
  const side = { ...area, x: area.x + mainWidth, width: sideWidth }
  const detail = { ...area, x: side.x + sideWidth, width: detailWidth }
  return [
    ...column(main, mainWidth >= 132 ? wideMain : largeMain, 'box'),
    ...column(side, largeSide, 'box'),
    ...column(detail, largeDetail, 'box'),
  ]
}

function column(area: Rect, bands: readonly Band[], frame: 'box' | 'rule'): Placement[] {
  const heights = stack(area.height, bands)
  let y = area.y
  return bands.flatMap((band, index) => {
    const height = heights[index]!
    if (height === 0) return []
    const placed = row({ ...area, y, height }, band.panels, frame)
    y += height
    return placed
  })
}

function row(area: Rect, panels: readonly PanelId[], frame: 'box' | 'rule'): Placement[] {
  const gap = frame === 'rule' ? panels.length - 1 : 0
  const each = Math.floor((area.width - gap) / panels.length)
  return panels.map((id, index) => {
    const x = area.x + index * (each + (frame === 'rule' ? 1 : 0))
    const width = index === panels.length - 1 ? area.x + area.width - x : each
    return { id, rect: { ...area, x, width }, frame: area.height === 1 ? 'line' : frame }
  })
}
