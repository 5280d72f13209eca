/**
 * What a report says, before it is known how it looks: text, Markdown and HTML render the same sections, so
 * they carry the same numbers. Every text is sanitised when it enters; each format escapes it once more.
 */

export type Tone = 'plain' | 'good' | 'warning' | 'bad' | 'muted'

export interface Cell {
  readonly text: string
  /** What HTML sorts by: a number, or `null` for "no data" (always last). Default: the text. */
  readonly sort?: number | null
  readonly tone?: Tone
}

export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
  /** Gives way when the page is narrow: cut in the middle (routes), at the end (prose) or wrapped. Numbers never are. */
  readonly flexible?: 'middle' | 'end' | 'wrap'
  /** Its texts are names from the log (routes, clients), not prose. */
  readonly code?: boolean
  /** 0 = always shown; on a narrow page higher numbers are left out first. */
  readonly rank: number
}

export interface Table {
  /** What the rows are, for those who cannot see them. */
  readonly caption: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
  /** Index of the column it is sorted by, descending. */
  readonly sortedBy?: number
}

/** One headline figure. */
export interface Fact {
  readonly label: string
  readonly value: string
  /** What stands behind the figure. */
  readonly note: string
  /** Against the window before; empty when there is none. */
  readonly change: string
  readonly tone: Tone
}

/** One remark in a list. */
export interface Item {
  /** A word in front: `critical`, `rejected` …; empty for none. */
  readonly mark: string
  readonly text: string
  /** Sentences below. */
  readonly more: readonly string[]
  readonly tone: Tone
}

export interface Section {
  /** Stable: an anchor in HTML. */
  readonly id: string
  readonly title: string
  readonly facts?: readonly Fact[]
  readonly items?: readonly Item[]
  readonly table?: Table
  /** Closing remarks. */
  readonly notes?: readonly string[]
}

export function item(text: string, parts: Partial<Omit<Item, 'text'>> = {}): Item {
  return { mark: '', more: [], tone: 'plain', ...parts, text }
}
