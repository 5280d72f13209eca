import type { Style } from '../../cells/style.ts'
import type { Region } from '../../cells/surface.ts'
import type { Theme } from '../../theme/theme.ts'

/** A horizontal bar in eighths of a column on its track; anything above zero shows at least a sliver. */
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
  const eighths = share === null ? 0 : Math.round(Math.max(0, Math.min(1, share)) * width * 8)
  const shown = share !== null && share > 0 ? Math.max(1, eighths) : eighths
  const full = Math.floor(shown / 8)
  for (let column = 0; column < width; column++) {
    const part = column === full ? (glyphs.barParts[shown % 8] ?? '') : ''
    if (column < full) region.set(x + column, y, glyphs.bar, style)
    else if (part !== '') region.set(x + column, y, part, style)
    else region.set(x + column, y, share === null ? glyphs.dot : glyphs.track, track)
  }
}
