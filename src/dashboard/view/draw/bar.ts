import type { Style } from '../../cells/style.ts'
import type { Region } from '../../cells/surface.ts'
import type { Theme } from '../../theme/theme.ts'

/**
 * A horizontal bar in halves of a column on its track. It is a line rather than a block, so that bars in
 * neighbouring rows do not flow together. Anything above zero shows at least half a column.
 */
export function drawBar(
  region: Region,
  x: number,
  y: number,
  width: number,
  share: number | null,
  style: Style,
  theme: Theme,
): void {
  const { glyphs } = theme
  const track = theme.ink('track')
  const wanted = share === null ? 0 : Math.round(Math.max(0, Math.min(1, share)) * width * 2)
  const halves = share !== null && share > 0 ? Math.max(1, wanted) : wanted
  for (let column = 0; column < width; column++) {
    const filled = halves - column * 2
    if (filled >= 2) region.set(x + column, y, glyphs.bar, style)
    else if (filled === 1) region.set(x + column, y, glyphs.barHalf, style)
    else region.set(x + column, y, share === null ? glyphs.dot : glyphs.track, track)
  }
}
