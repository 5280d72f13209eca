import { layout, visiblePanels } from '../layout/layout.ts'
import type { Layer, State } from '../state.ts'
import { pageLength } from '../view/pages/index.ts'
import { clamp, next, pop, type Result, replaceTop } from './result.ts'
import { open } from './selection.ts'

const steps: Readonly<Record<string, number>> = {
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  pageup: -10,
  pagedown: 10,
  g: -1e9,
  home: -1e9,
  G: 1e9,
}

/** Keys that would change panels nobody can see. */
const underneath = new Set(['tab', 'S-tab', 's', 'r', 'enter'])

/** What a key does to an open page; `null` when it keeps its usual meaning. */
export function openLayerKey(state: State, layer: Layer, name: string): Result | null {
  if (name === 'escape' || name === 'q') return next(close(state, layer))
  if (layer.type === 'panel') return name === 'enter' ? openWithin(state, layer.id) : null
  if (layer.type === 'help' && name === '?') return next(pop(state))
  if (layer.type === 'compare' && name === 'c') return next(pop(state))
  if (layer.type === 'groups' && name === 'b') return next(pop(state))
  const step = steps[name]
  if (step !== undefined && layer.type !== 'prompt') return next(scrollBy(state, layer, step))
  return underneath.has(name) ? next(state) : null
}

export function scrollBy(state: State, layer: Exclude<Layer, { type: 'prompt' }>, by: number): State {
  const content = layout(state.size.columns, state.size.rows).content
  const last = Math.max(0, pageLength(state, layer, content) - 1)
  return replaceTop(state, { ...layer, scroll: clamp(layer.scroll + by, 0, last) })
}

function close(state: State, layer: Layer): State {
  const under = pop(state)
  const visible = visiblePanels(layout(state.size.columns, state.size.rows))
  const lost = layer.type === 'panel' && !visible.includes(state.focus)
  return lost ? { ...under, focus: 'endpoints' } : under
}

function openWithin(state: State, id: string): Result {
  return id === 'endpoints' || id === 'recommendations' || id === 'recent' ? open(state) : next(state)
}
