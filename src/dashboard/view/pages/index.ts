import type { Rect } from '../../layout/rect.ts'
import type { Layer, State } from '../../state.ts'
import { panelTitles } from '../../types.ts'
import type { Line } from '../line.ts'
import type { Facts } from '../seen.ts'
import { comparePage } from './compare.ts'
import { endpointPage } from './endpoint.ts'
import { groupsPage } from './groups.ts'
import { helpPage } from './help.ts'
import { recommendationPage } from './recommendation.ts'
import { requestPage } from './request.ts'
import { spikePage } from './spike.ts'

export type Page = Exclude<Layer, { type: 'prompt' | 'panel' }>

export function pageTitle(layer: Layer): string {
  switch (layer.type) {
    case 'help':
      return 'Help'
    case 'compare':
      return 'Compared with the window before'
    case 'groups':
      return 'Groups'
    case 'endpoint':
      return 'Endpoint'
    case 'recommendation':
      return 'Recommendation'
    case 'request':
      return 'Request'
    case 'spike':
      return 'Who made the spike'
    case 'panel':
      return panelTitles[layer.id]
    case 'prompt':
      return 'Filter'
  }
}

/** The page as lines, `width` columns wide. Without data only the help has something to say. */
export function pageLines(layer: Page, facts: Facts | null, width: number): Line[] {
  if (layer.type === 'help') return helpPage(width)
  if (facts === null) return []
  switch (layer.type) {
    case 'compare':
      return comparePage(facts)
    case 'groups':
      return groupsPage(facts, width)
    case 'endpoint':
      return endpointPage(facts, layer.key, width)
    case 'recommendation':
      return recommendationPage(facts, layer.shown, width)
    case 'request':
      return requestPage(facts, layer.record, width)
    case 'spike':
      return spikePage(facts, layer, width)
  }
}

/** Columns that a page has within its frame. */
export function pageWidth(content: Rect): number {
  return Math.max(1, content.width - 4)
}

/** Rows by which a page can be scrolled, plus one. */
export function pageLength(state: State, layer: Layer, content: Rect): number {
  if (layer.type === 'prompt' || layer.type === 'panel') return 1
  const { observation } = state
  const facts = observation === null ? null : { ...observation, state, utc: true }
  const lines = pageLines(layer, facts, pageWidth(content)).length
  return Math.max(1, lines - Math.max(1, content.height - 2) + 1)
}
