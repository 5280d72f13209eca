import { graphemes } from '../../text/index.ts'
import type { Prompt, State } from '../state.ts'
import type { Effect } from '../types.ts'
import { look, next, pop, push, type Result, replaceTop } from './result.ts'

export function openPrompt(state: State): Result {
  const text = state.request.filter ?? ''
  const layer: Prompt = {
    type: 'prompt',
    text,
    cursor: text.length,
    failure: null,
    completion: null,
    chosen: -1,
  }
  return next(push(state, layer), { type: 'complete', text, cursor: text.length })
}

/** Longest filter that can be typed: enough for any sentence, small enough for any parser. */
const longest = 2000

export function promptKey(state: State, prompt: Prompt, name: string, text: string | null): Result {
  const edit = edits[name]
  if (edit !== undefined) return changed(state, prompt, edit(prompt))
  if (name === 'escape') return next(pop(state))
  if (name === 'enter') return apply(state, prompt)
  if (name === 'tab' || name === 'S-tab') return complete(state, prompt, name === 'tab' ? 1 : -1)
  return text === null ? next(state) : promptText(state, prompt, text)
}

/** Typed or pasted: at the cursor, as far as there is room. */
export function promptText(state: State, prompt: Prompt, given: string): Result {
  const text = given.slice(0, Math.max(0, longest - prompt.text.length))
  if (text === '') return next(state)
  return changed(state, prompt, {
    text: prompt.text.slice(0, prompt.cursor) + text + prompt.text.slice(prompt.cursor),
    cursor: prompt.cursor + text.length,
  })
}

interface Edit {
  readonly text: string
  readonly cursor: number
}

const edits: Record<string, (prompt: Prompt) => Edit> = {
  left: prompt => ({ text: prompt.text, cursor: before(prompt) }),
  right: prompt => ({ text: prompt.text, cursor: after(prompt) }),
  home: prompt => ({ text: prompt.text, cursor: 0 }),
  'C-a': prompt => ({ text: prompt.text, cursor: 0 }),
  end: prompt => ({ text: prompt.text, cursor: prompt.text.length }),
  'C-e': prompt => ({ text: prompt.text, cursor: prompt.text.length }),
  backspace: prompt => cut(prompt, before(prompt), prompt.cursor),
  delete: prompt => cut(prompt, prompt.cursor, after(prompt)),
  'C-u': prompt => cut(prompt, 0, prompt.cursor),
  'C-k': prompt => cut(prompt, prompt.cursor, prompt.text.length),
  'C-w': prompt => cut(prompt, wordStart(prompt), prompt.cursor),
}

function cut(prompt: Prompt, from: number, to: number): Edit {
  return { text: prompt.text.slice(0, from) + prompt.text.slice(to), cursor: from }
}

function before(prompt: Prompt): number {
  return prompt.cursor - (graphemes(prompt.text.slice(0, prompt.cursor)).at(-1)?.length ?? 0)
}

function after(prompt: Prompt): number {
  return prompt.cursor + (graphemes(prompt.text.slice(prompt.cursor))[0]?.length ?? 0)
}

function wordStart(prompt: Prompt): number {
  const text = prompt.text.slice(0, prompt.cursor).trimEnd()
  return text.lastIndexOf(' ') + 1
}

function changed(state: State, prompt: Prompt, edit: Edit): Result {
  const layer: Prompt = { ...prompt, ...edit, failure: null, completion: null, chosen: -1 }
  const effect: Effect = { type: 'complete', text: edit.text, cursor: edit.cursor }
  return next(replaceTop(state, layer), effect)
}

function complete(state: State, prompt: Prompt, by: 1 | -1): Result {
  const { completion } = prompt
  if (completion === null || completion.options.length === 0) return next(state)
  const { options } = completion
  const chosen =
    prompt.chosen < 0 && by === -1
      ? options.length - 1
      : (prompt.chosen + by + options.length) % options.length
  const option = options[chosen]!
  const text = prompt.text.slice(0, completion.from) + option + prompt.text.slice(completion.to)
  const cursor = completion.from + option.length
  const layer: Prompt = {
    ...prompt,
    text,
    cursor,
    chosen,
    failure: null,
    completion: { ...completion, to: cursor },
  }
  return next(replaceTop(state, layer))
}

/** The prompt stays open until the answer is known, so that an error has a place to be shown. */
function apply(state: State, prompt: Prompt): Result {
  const text = prompt.text.trim()
  const filter = text === '' ? null : text
  if (filter === state.request.filter) return next(pop(state))
  return look(state, { filter })
}
