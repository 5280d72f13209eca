import type { Layer, State } from '../state.ts'
import type { Effect, ViewRequest } from '../types.ts'

/** A new state and what is to be done about it. */
export interface Result {
  readonly state: State
  readonly effects: readonly Effect[]
}

export function next(state: State, ...effects: Effect[]): Result {
  return { state, effects }
}

/** Asks for another view at once. */
export function look(state: State, change: Partial<ViewRequest>): Result {
  const request = { ...state.request, ...change }
  return next({ ...state, request }, { type: 'observe', request })
}

const noticeSeconds = 4

export function say(state: State, text: string): State {
  return { ...state, notice: { text, until: state.now + noticeSeconds } }
}

export function push(state: State, layer: Layer): State {
  return { ...state, layers: [...state.layers, layer] }
}

export function pop(state: State): State {
  return { ...state, layers: state.layers.slice(0, -1) }
}

export function replaceTop(state: State, layer: Layer): State {
  return { ...state, layers: [...state.layers.slice(0, -1), layer] }
}

export function clamp(value: number, from: number, to: number): number {
  return Math.max(from, Math.min(to, value))
}
