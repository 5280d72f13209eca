import type { EndpointStats } from '../../model/index.ts'
import { endpointKey, endpointRows, shownRows, sortColumns } from '../endpoints.ts'
import { layout, type Placement, visiblePanels } from '../layout/layout.ts'
import type { State } from '../state.ts'
import type { PanelId } from '../types.ts'
import { clamp, next, push, type Result } from './result.ts'

/** Row of the selected endpoint; the first when it is gone or none was chosen. */
export function selectedRow(state: State): number {
  const { observation } = state
  if (observation === null) return 0
  const rows = endpointRows(observation.snapshot, state.sort)
  return Math.max(
    0,
    rows.findIndex(row => endpointKey(row.stats) === state.selected),
  )
}

export function selectedEndpoint(state: State): EndpointStats | null {
  const { observation } = state
  if (observation === null) return null
  return endpointRows(observation.snapshot, state.sort)[selectedRow(state)]?.stats ?? null
}

export function selectRow(state: State, row: number): State {
  const { observation } = state
  if (observation === null) return state
  const rows = endpointRows(observation.snapshot, state.sort)
  const found = rows[clamp(row, 0, rows.length - 1)]
  return found === undefined ? state : { ...state, selected: endpointKey(found.stats) }
}

/** The row under the mouse, in the table at `placement`. */
export function selectShown(state: State, placement: Placement, y: number): State {
  const { observation } = state
  if (observation === null) return state
  const rows = endpointRows(observation.snapshot, state.sort)
  const above = 2
  const room = placement.rect.height - above - (placement.frame === 'box' ? 1 : 0)
  const row = shownRows(rows, selectedRow(state), room)[y - placement.rect.y - above]
  return row === undefined ? state : selectRow(state, row)
}

export function moveSelection(state: State, by: number): State {
  if (state.focus === 'recommendations' || state.focus === 'recent') {
    const { observation } = state
    const list =
      state.focus === 'recent'
        ? observation?.snapshot.recentRequests
        : observation?.insight.health.recommendations
    const index = clamp(state.chosen[state.focus] + by, 0, Math.max(0, (list?.length ?? 0) - 1))
    return { ...state, chosen: { ...state.chosen, [state.focus]: index } }
  }
  return selectRow(state, clamp(selectedRow(state) + by, 0, Number.MAX_SAFE_INTEGER))
}

export function cycleSort(state: State): State {
  const at = sortColumns.indexOf(state.sort.column)
  return { ...state, sort: { column: sortColumns[(at + 1) % sortColumns.length]!, reverse: false } }
}

export function cycleFocus(state: State, by: 1 | -1): State {
  const panels = visiblePanels(layout(state.size.columns, state.size.rows))
  if (panels.length === 0) return state
  const at = panels.indexOf(state.focus)
  return { ...state, focus: panels[(at + by + panels.length) % panels.length]! }
}

/** Focuses a panel; one that this size has no room for opens over the others. */
export function goTo(state: State, id: PanelId): Result {
  const shown = visiblePanels(layout(state.size.columns, state.size.rows)).includes(id)
  const focused = { ...state, layers: [], focus: id }
  if (shown && !(state.focus === id && state.layers.length === 0)) return next(focused)
  return next(push(focused, { type: 'panel', id, scroll: 0 }))
}

/** Opens what is focused: an endpoint, a recommendation, a request, or the panel over the whole screen. */
export function open(state: State): Result {
  const { observation } = state
  if (observation === null) return next(state)
  if (state.focus === 'endpoints' || state.focus === 'detail') return openEndpoint(state)
  if (state.focus === 'recommendations') {
    const { recommendations } = observation.insight.health
    const shown = recommendations[Math.min(state.chosen.recommendations, recommendations.length - 1)]
    return next(shown === undefined ? state : push(state, { type: 'recommendation', shown, scroll: 0 }))
  }
  if (state.focus === 'recent') {
    const record = observation.snapshot.recentRequests[state.chosen.recent]
    return next(record === undefined ? state : push(state, { type: 'request', record, scroll: 0 }))
  }
  return next(push(state, { type: 'panel', id: state.focus, scroll: 0 }))
}

function openEndpoint(state: State): Result {
  const stats = selectedEndpoint(state)
  if (stats === null) return next(state)
  const { method, endpoint } = stats
  return next(
    push(state, {
      type: 'endpoint',
      endpoint: { method, endpoint },
      key: endpointKey(stats),
      scroll: 0,
    }),
  )
}
