import { displayWidth } from '../../text/index.ts'
import type { Region } from '../cells/surface.ts'
import type { FrameKind } from '../layout/layout.ts'
import type { Theme } from '../theme/theme.ts'
import { drawLineRight, type Line, lineWidth } from './line.ts'

export interface Frame {
  readonly kind: FrameKind
  /** The key that goes there. */
  readonly key: string
  readonly title: string
  /** Figures for the right end, the fullest first; the first that fits is shown. */
  readonly figures: readonly Line[]
  readonly focused: boolean
}

/** Draws the frame and returns what is inside. */
export function drawFrame(region: Region, frame: Frame, theme: Theme): Region {
  const { width, height } = region
  const line = theme.ink(frame.focused ? 'focus' : 'frame')
  const { glyphs } = theme
  for (let x = 0; x < width; x++) region.set(x, 0, glyphs.horizontal, line)
  const box = frame.kind === 'box'
  if (box) drawSides(region, line, theme)
  drawTitle(region, frame, theme, box ? 2 : 0)
  return box ? region.inner(2, 1, width - 4, height - 2) : region.inner(0, 1, width, height - 1)
}

function drawSides(region: Region, style: number, theme: Theme): void {
  const { width, height } = region
  const { glyphs } = theme
  const right = width - 1
  const bottom = height - 1
  for (let x = 0; x < width; x++) region.set(x, bottom, glyphs.horizontal, style)
  for (let y = 0; y < height; y++) {
    region.set(0, y, glyphs.vertical, style)
    region.set(right, y, glyphs.vertical, style)
  }
  region.set(0, 0, glyphs.topLeft, style)
  region.set(right, 0, glyphs.topRight, style)
  region.set(0, bottom, glyphs.bottomLeft, style)
  region.set(right, bottom, glyphs.bottomRight, style)
}

function drawTitle(region: Region, frame: Frame, theme: Theme, x: number): void {
  const end = region.width - x
  let column = x
  if (frame.focused) column = region.put(column, 0, theme.glyphs.pointer, theme.strong('focus'))
  if (column > 0) column = region.put(column, 0, ' ', theme.ink('text'))
  if (frame.key !== '') column = region.put(column, 0, `${frame.key} `, theme.ink('dim'))
  const title = frame.focused ? theme.strong('focus') : theme.strong('title')
  const room = Math.max(0, end - column - 1)
  if (displayWidth(frame.title) > room) return
  column = region.put(column, 0, `${frame.title} `, title)
  for (const figures of frame.figures) {
    const padded: Line = [{ text: ' ' }, ...figures, ...(x > 0 ? [{ text: ' ' }] : [])]
    if (lineWidth(figures) > 0 && drawLineRight(region, column, end, 0, padded, theme)) return
  }
}
