/** Everything that is drawn and not text, in a Unicode and an ASCII set of equal widths. */
export interface Glyphs {
  readonly ascii: boolean
  readonly horizontal: string
  readonly vertical: string
  readonly topLeft: string
  readonly topRight: string
  readonly bottomLeft: string
  readonly bottomRight: string
  /** Fill of a bar, and its half. */
  readonly bar: string
  readonly barHalf: string
  readonly track: string
  readonly block: string
  /** From empty to full, upwards. */
  readonly columns: readonly string[]
  /** Light to dense. */
  readonly shades: readonly string[]
  readonly live: string
  readonly paused: string
  readonly history: string
  readonly good: string
  readonly warn: string
  readonly bad: string
  readonly info: string
  readonly up: string
  readonly down: string
  readonly rising: string
  readonly falling: string
  readonly steady: string
  readonly pointer: string
  readonly cursor: string
  readonly dash: string
  readonly ellipsis: string
  readonly dot: string
  readonly keyUpDown: string
  readonly keyEnter: string
}

export const unicodeGlyphs: Glyphs = {
  ascii: false,
  horizontal: '─',
  vertical: '│',
  topLeft: '╭',
  topRight: '╮',
  bottomLeft: '╰',
  bottomRight: '╯',
  bar: '━',
  barHalf: '╸',
  track: '─',
  block: '█',
  columns: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  shades: ['·', '░', '▒', '▓', '█'],
  live: '●',
  paused: '‖',
  history: '◷',
  good: '●',
  warn: '▲',
  bad: '✖',
  info: '○',
  up: '▲',
  down: '▼',
  rising: '↗',
  falling: '↘',
  steady: '→',
  pointer: '▸',
  cursor: '┊',
  dash: '–',
  ellipsis: '…',
  dot: '·',
  keyUpDown: '↑↓',
  keyEnter: '↵',
}

export const asciiGlyphs: Glyphs = {
  ascii: true,
  horizontal: '-',
  vertical: '|',
  topLeft: '+',
  topRight: '+',
  bottomLeft: '+',
  bottomRight: '+',
  bar: '=',
  barHalf: '-',
  track: '.',
  block: '#',
  columns: [' ', '_', '.', '.', ':', ':', '|', '#', '#'],
  shades: ['.', ':', '+', '%', '@'],
  live: '*',
  paused: '=',
  history: '@',
  good: '*',
  warn: '!',
  bad: 'x',
  info: 'o',
  up: '^',
  down: 'v',
  rising: '/',
  falling: '\\',
  steady: '-',
  pointer: '>',
  cursor: ':',
  dash: '-',
  ellipsis: '~',
  dot: '.',
  keyUpDown: 'j/k',
  keyEnter: 'Enter',
}

const replacements: Record<string, string> = {
  '–': '-',
  '−': '-',
  '…': '~',
  '·': '.',
  µ: 'u',
  '≥': '>',
  '≤': '<',
  '×': 'x',
  '→': '>',
  '±': '~',
  ρ: 'r',
  '“': '"',
  '”': '"',
  '’': "'",
  '▲': '!',
  '▼': 'v',
  '●': '*',
  '✖': 'x',
  '○': 'o',
  '◆': '*',
  '↗': '/',
  '↘': '\\',
  '▸': '>',
  '─': '-',
  '│': '|',
  '↵': '<',
  '↑': '^',
  '↓': 'v',
  '←': '<',
}

/** What an ASCII terminal shows for one cell. */
export function asciiCell(character: string): string {
  if (character >= ' ' && character <= '~') return character
  return character === '' ? ' ' : (replacements[character] ?? '?')
}
