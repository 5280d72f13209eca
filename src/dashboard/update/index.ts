import { layout } from '../layout/layout.ts'
import { contains } from '../layout/rect.ts'
import { type Layer, type State, sameRequest, topLayer } from '../state.ts'
import { topKeys } from './bindings.ts'
import { openLayerKey, scrollBy } from './layers.ts'
import type { Message } from './message.ts'
import { promptKey, promptText } from './prompt.ts'
import { next, pop, type Result, replaceTop, say } from './result.ts'
import { goTo, moveSelection, selectShown } from './selection.ts'

/** What happens to the state, and what is to be done, when something arrives. Pure. */
export function update(state: State, message: Message): Result {
  switch (message.type) {
    case 'tick':
      return next(forget({ ...state, now: message.now }))
    case 'resize':
      return next({ ...state, size: message.size })
    case 'key':
      return key(state, message.name, message.text)
    case 'paste':
      return paste(state, message.text)
    case 'mouse':
      return mouse(state, message)
    case 'observed':
      return next(observed(state, message))
    case 'observeFailed':
      return next(observeFailed(state, message))
    case 'requests':
      return next({ ...state, requests: { key: message.key, records: message.records } })
    case 'explained':
      return next({ ...state, layers: state.layers.map(layer => explained(layer, message)) })
    case 'completed':
      return next(completed(state, message))
    case 'notice':
      return next(say(state, message.text))
  }
}

function forget(state: State): State {
  return state.notice !== null && state.now > state.notice.until ? { ...state, notice: null } : state
}

function key(state: State, name: string, text: string | null): Result {
  const top = topLayer(state)
  if (name === 'C-c') return next(state, { type: 'quit' })
  if (top?.type === 'prompt') return promptKey(state, top, name, text)
  if (top !== null) {
    const result = openLayerKey(state, top, name)
    if (result !== null) return result
  }
  return topKeys.get(name)?.(state) ?? next(state)
}

/** Text for the filter; anywhere else it is no command. */
function paste(state: State, text: string): Result {
  const top = topLayer(state)
  if (top?.type === 'prompt') return promptText(state, top, text)
  return next(say(state, 'pasted text goes into the filter: press / first'))
}

function observed(state: State, message: Extract<Message, { type: 'observed' }>): State {
  if (!sameRequest(state.request, message.request)) return state
  const arrived = { ...state, failure: null }
  const { snapshot } = message.observation
  if (state.pause !== null && sameRequest(state.shown, message.request)) {
    const meanwhile = Math.max(0, snapshot.ingest.requests - state.pause.requestsAt)
    return { ...arrived, pause: { ...state.pause, meanwhile } }
  }
  const top = topLayer(state)
  const answered = top?.type === 'prompt' && (top.text.trim() || null) === message.request.filter
  const asked = answered && !sameRequest(state.shown, message.request)
  const shown = { ...arrived, observation: message.observation, shown: message.request }
  return asked ? pop(shown) : shown
}

function observeFailed(state: State, message: Extract<Message, { type: 'observeFailed' }>): State {
  if (!sameRequest(state.request, message.request)) return state
  const top = topLayer(state)
  const request = state.shown ?? { ...state.request, filter: null }
  if (top?.type !== 'prompt') return { ...state, request, failure: message.failure }
  return replaceTop({ ...state, request }, { ...top, failure: message.failure })
}

function explained(layer: Layer, message: Extract<Message, { type: 'explained' }>): Layer {
  if (layer.type !== 'spike' || layer.from !== message.from || layer.to !== message.to) return layer
  return { ...layer, explanation: message.explanation, failure: message.failure }
}

function completed(state: State, message: Extract<Message, { type: 'completed' }>): State {
  const top = topLayer(state)
  if (top?.type !== 'prompt' || top.text !== message.text) return state
  return replaceTop(state, { ...top, completion: message.completion, chosen: -1 })
}

function mouse(state: State, { action, x, y }: Extract<Message, { type: 'mouse' }>): Result {
  if (action !== 'press') {
    const by = action === 'wheelUp' ? -3 : 3
    const top = topLayer(state)
    if (top !== null && top.type !== 'prompt' && top.type !== 'panel') return next(scrollBy(state, top, by))
    return next(moveSelection(state, by))
  }
  if (state.layers.length > 0) return next(state)
  const hit = layout(state.size.columns, state.size.rows).panels.find(panel => contains(panel.rect, x, y))
  if (hit === undefined) return next(state)
  const focused = hit.id === state.focus ? state : goTo(state, hit.id).state
  return next(hit.id === 'endpoints' ? selectShown(focused, hit, y) : focused)
}
