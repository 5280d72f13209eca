/** What blessed says about a key. */
export interface BlessedKey {
  readonly name?: string
  readonly full?: string
  readonly ctrl?: boolean
  readonly meta?: boolean
  readonly shift?: boolean
  readonly sequence?: string
  readonly ch?: string
}

export interface KeyPress {
  readonly name: string
  /** What it types, if anything. */
  readonly text: string | null
}

/**
 * blessed's names to those of `update`: letters and signs as typed, `S-tab`, `C-c`. `null` for what is to be
 * ignored: blessed reports Enter twice, as `return` and `enter`.
 */
export function keyPress(character: string | undefined, key: BlessedKey): KeyPress | null {
  const { name } = key
  if (name === 'return') return null
  if (name === 'linefeed') return { name: 'enter', text: null }
  if (key.ctrl === true && name !== undefined) return { name: `C-${name}`, text: null }
  if (name === 'space') return { name: 'space', text: ' ' }
  if (name === 'tab') return { name: key.shift === true ? 'S-tab' : 'tab', text: null }
  if (key.meta === true) return null
  const typed = character ?? key.ch
  if (typed !== undefined && isText(typed)) return { name: typed, text: typed }
  return name === undefined ? null : { name, text: null }
}

function isText(typed: string): boolean {
  return typed >= ' ' && typed !== '\x7f' && !/[\x80-\x9f]/.test(typed)
}
