import { describe, expect, it } from 'vitest'
import { initialState, type State, update } from '../../src/dashboard/index.ts'
import { believable } from './believable.mjs'

const now = 1_795_000_000

function typed(...keys: string[]): State {
  const state = initialState({ size: { columns: 120, rows: 40 }, now, windowSeconds: 300 })
  return press(state, '/', ...keys)
}

function press(state: State, ...names: string[]): State {
  return names.reduce(
    (at, name) => update(at, { type: 'key', name, text: name.length <= 2 ? name : null }).state,
    state,
  )
}

function prompt(state: State): { text: string; cursor: number } {
  const top = state.layers.at(-1)
  if (top?.type !== 'prompt') throw new Error('no prompt')
  return { text: top.text, cursor: top.cursor }
}

describe('editing the filter', () => {
  it('moves and deletes by what the eye sees as one character', () => {
    expect(prompt(typed('a', '👍', 'b', 'left', 'backspace'))).toEqual({ text: 'ab', cursor: 1 })
    expect(prompt(typed('a', 'b', 'home', 'delete', 'x'))).toEqual({ text: 'xb', cursor: 1 })
    expect(prompt(typed('left', 'backspace', 'right', 'delete'))).toEqual({ text: '', cursor: 0 })
  })

  it('deletes words and ends of the line', () => {
    const line = typed(...'a b', 'space')
    expect(prompt(press(typed('a', ' ', 'b', 'b'), 'C-w')).text).toBe('a ')
    expect(prompt(press(typed('a', ' ', 'b', 'left'), 'C-k')).text).toBe('a ')
    expect(prompt(press(typed('a', ' ', 'b', 'left'), 'C-u'))).toEqual({ text: 'b', cursor: 0 })
    expect(prompt(line).text).toContain('a b')
  })

  it('keys of the dashboard are letters here', () => {
    expect(prompt(typed('q', '?', 's', '<'))).toMatchObject({ text: 'q?s<' })
  })

  it('an error goes back to the filter that was shown, and stands in the prompt', () => {
    const open = update(typed('x'), { type: 'key', name: 'enter', text: null })
    expect(open.effects).toEqual([
      { type: 'observe', request: { windowSeconds: 300, end: null, filter: 'x' } },
    ])
    const failure = { message: 'no', hint: null }
    const failed = update(open.state, { type: 'observeFailed', request: open.state.request, failure }).state
    expect(failed.request.filter).toBeNull()
    expect(failed.layers.at(-1)).toMatchObject({ type: 'prompt', text: 'x', failure })
  })

  it('closes when the answer is there; an empty one takes the filter away', () => {
    const asked = update(typed('x'), { type: 'key', name: 'enter', text: null }).state
    const shown = update(asked, {
      type: 'observed',
      request: asked.request,
      observation: believable({ filter: 'x' }),
    })
    expect(shown.state.layers).toEqual([])
    const again = press(shown.state, '/')
    expect(prompt(again).text).toBe('x')
    const cleared = update(press(again, 'backspace'), { type: 'key', name: 'enter', text: null })
    expect(cleared.state.request.filter).toBeNull()
  })
})

describe('completion', () => {
  it('Tab puts options in, one after the other', () => {
    const completion = { from: 0, to: 1, options: ['status', 'source'] }
    const asked = update(typed('s'), { type: 'completed', text: 's', completion }).state
    expect(prompt(press(asked, 'tab'))).toEqual({ text: 'status', cursor: 6 })
    expect(prompt(press(asked, 'tab', 'tab'))).toEqual({ text: 'source', cursor: 6 })
    expect(prompt(press(asked, 'tab', 'tab', 'tab'))).toEqual({ text: 'status', cursor: 6 })
    expect(prompt(press(asked, 'S-tab'))).toEqual({ text: 'source', cursor: 6 })
    const late = update(typed('s', 't'), { type: 'completed', text: 's', completion }).state
    expect(prompt(press(late, 'tab')).text).toBe('st')
  })
})
