import type { Tone } from '../section.ts'

export type Paint = (tone: Tone | 'title', text: string) => string

/** SGR parameters that every terminal knows; the words say the same without them. */
const codes: Readonly<Record<Tone | 'title', string>> = {
  plain: '',
  title: '1',
  good: '32',
  warning: '33',
  bad: '31',
  muted: '2',
}

export const plainPaint: Paint = (_tone, text) => text

export const colourPaint: Paint = (tone, text) =>
  codes[tone] === '' || text === '' ? text : `\x1b[${codes[tone]}m${text}\x1b[0m`
