import { formatCount, formatDuration, formatPercent } from '../../../text/index.ts'
import type { Region } from '../../cells/surface.ts'
import { drawLine, type Line, strong, text } from '../line.ts'
import type { DonutPlace, Panel, Seen } from '../seen.ts'

/** Hit ratio from the requests; where they say nothing, from the newest sample. */
function ratioOf(seen: Seen): { ratio: number | null; sampled: boolean } {
  const { hitRate } = seen.snapshot.requests.cache
  if (hitRate !== null) return { ratio: hitRate, sampled: false }
  const sampled = seen.snapshot.system?.gauges.cacheHitRatio?.current ?? null
  return { ratio: sampled, sampled: sampled !== null }
}

function why(seen: Seen): string {
  return seen.snapshot.requests.cache.hits === null ? 'the log says nothing about a cache' : 'no lookups'
}

const donutColumns = 12
const donutRows = 6

export const cache: Panel = {
  lines(seen) {
    const { ratio } = ratioOf(seen)
    if (ratio === null)
      return [
        [strong('Cache '), text(`n/a ${why(seen)}`, 'dim')],
        [strong('Cache '), text('n/a', 'dim')],
      ]
    const short = [strong('Cache '), strong(`${formatPercent(ratio)} `, 'accent')]
    return [[...short, ...countsOf(seen)], short]
  },

  draw(seen, region) {
    const { ratio, sampled } = ratioOf(seen)
    if (ratio === null) {
      drawLine(region, 0, 0, [strong('n/a '), text(why(seen), 'dim')], seen.theme)
      return
    }
    const place = seen.theme.glyphs.ascii ? null : donutPlace(region)
    const beside = place === null ? region : region.inner(place.width + 2, 0, region.width, region.height)
    if (place !== null) drawHole(region, place, ratio, seen)
    const lines: Line[] = [
      [
        strong(formatPercent(ratio), 'accent'),
        text(' hits'),
        ...(sampled ? [text(' by sample', 'dim')] : []),
      ],
      ...(place === null && region.height >= 2
        ? [[{ bar: ratio, width: Math.min(40, region.width), role: 'accent' } as const]]
        : []),
      ...detailsOf(seen),
    ]
    const top = place === null ? 0 : Math.max(0, Math.floor((region.height - lines.length) / 2))
    lines.forEach((line, index) => {
      drawLine(beside, 0, top + index, line, seen.theme)
    })
  },

  donut(seen, region) {
    const { ratio } = ratioOf(seen)
    const place = donutPlace(region)
    return ratio === null || place === null || seen.theme.glyphs.ascii ? null : { ...place, share: ratio }
  },
}

function donutPlace(region: Region): Omit<DonutPlace, 'share'> | null {
  if (region.height < donutRows || region.width < donutColumns + 16) return null
  return { x: 0, y: Math.floor((region.height - donutRows) / 2), width: donutColumns, height: donutRows }
}

function drawHole(region: Region, place: Omit<DonutPlace, 'share'>, ratio: number, seen: Seen): void {
  const whole = Math.round(ratio * 100)
  const label = `${ratio < 1 ? Math.min(99, whole) : whole}%`
  const x = place.x + Math.floor((place.width - label.length) / 2)
  region.put(x, place.y + Math.floor((place.height - 1) / 2), label, seen.theme.strong('accent'))
}

function countsOf(seen: Seen): Line {
  const { hits, misses } = seen.snapshot.requests.cache
  if (hits === null || misses === null) return []
  return [text(`of ${formatCount(hits + misses)}`, 'dim')]
}

function detailsOf(seen: Seen): Line[] {
  const { hits, misses, hitP50, missP50 } = seen.snapshot.requests.cache
  if (hits === null || misses === null) return []
  return [
    [text('hits   '), text(formatCount(hits).padStart(6)), text(`  ${formatDuration(hitP50)}`, 'dim')],
    [text('misses '), text(formatCount(misses).padStart(6)), text(`  ${formatDuration(missP50)}`, 'dim')],
  ]
}
