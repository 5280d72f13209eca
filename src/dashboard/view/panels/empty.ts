import type { Region } from '../../cells/surface.ts'
import type { Seen } from '../seen.ts'

/** Says in the middle why there is nothing to draw. */
export function drawEmpty(seen: Seen, region: Region, why: string): void {
  const dash = seen.theme.glyphs.dash
  const said = region.width >= why.length ? why : dash
  const x = Math.max(0, Math.floor((region.width - said.length) / 2))
  region.put(x, Math.max(0, Math.floor((region.height - 1) / 2)), said, seen.theme.ink('dim'))
}
