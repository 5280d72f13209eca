import { endpointKey } from '../endpoints.ts'
import { layout, visiblePanels } from '../layout/layout.ts'
import type { State } from '../state.ts'
import type { EndpointRef } from '../types.ts'
import { selectedEndpoint } from './selection.ts'

/** The endpoint whose single requests are on the screen: its page's, else the detail pane's. */
export function wantedEndpoint(state: State): { ref: EndpointRef; key: string } | null {
  const page = state.layers.findLast(layer => layer.type === 'endpoint')
  if (page !== undefined) return { ref: page.endpoint, key: page.key }
  const opened = state.layers.some(layer => layer.type === 'panel' && layer.id === 'detail')
  if (!opened && !visiblePanels(layout(state.size.columns, state.size.rows)).includes('detail')) return null
  const stats = selectedEndpoint(state)
  if (stats === null) return null
  return { ref: { method: stats.method, endpoint: stats.endpoint }, key: endpointKey(stats) }
}
