import { describe, expect, it } from 'vitest'
import { endpointKey } from '../../src/dashboard/endpoints.ts'
import { initialState, type State, update } from '../../src/dashboard/index.ts'
import { believable } from './believable.mjs'

const size = { columns: 120, rows: 40 }
const now = 1_795_000_000

function started(options = {}): State {
  const state = initialState({ size, now, windowSeconds: 300 })
  return update(state, {
    type: 'observed',
    request: state.request,
    observation: believable({ end: now, ...options }),
  }).state
}

function press(state: State, ...names: string[]): State {
  return names.reduce(
    (at, name) => update(at, { type: 'key', name, text: name.length === 1 ? name : null }).state,
    state,
  )
}

function effectsOf(state: State, name: string): string[] {
  return update(state, { type: 'key', name, text: null }).effects.map(effect => effect.type)
}

describe('keys', () => {
  it('q quits at the top and closes a page first; Ctrl-C quits anywhere', () => {
    const state = started()
    expect(effectsOf(state, 'q')).toEqual(['quit'])
    const help = press(state, '?')
    expect(help.layers.map(layer => layer.type)).toEqual(['help'])
    expect(effectsOf(help, 'q')).toEqual([])
    expect(press(help, 'q').layers).toEqual([])
    expect(effectsOf(press(state, '/'), 'C-c')).toEqual(['quit'])
  })

  it('selects by endpoint, so that the selection stays when the table is sorted anew', () => {
    const state = press(started(), 'j', 'j')
    const rows = state.observation!.snapshot.endpoints
    expect(state.selected).toBe(endpointKey(rows[2]!))
    const sorted = press(state, 's', 's')
    expect(sorted.sort.column).toBe('p50')
    expect(sorted.selected).toBe(state.selected)
  })
})
