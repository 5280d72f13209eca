import type { Region } from '../cells/surface.ts'
import { type State, topLayer } from '../state.ts'
import type { Theme } from '../theme/theme.ts'
import { drawLine, type Line, lineWidth, strong, text } from './line.ts'

type Hint = readonly [key: string, does: string]

/** The keys that work now, the most useful first; what does not fit is in the help. */
export function drawFooter(state: State, region: Region, theme: Theme): void {
  const width = region.width - 2
  let x = 1
  if (state.notice !== null) {
    x = drawLine(
      region.inner(0, 0, width, 1),
      x,
      0,
      [strong(state.notice.text, 'accent'), text('   ')],
      theme,
    )
  }
  const hints = hintsOf(state, theme)
  const last = hintLine(hints.at(-1)!)
  for (const hint of hints) {
    const line = hintLine(hint)
    const reserve = hint === hints.at(-1) ? 0 : lineWidth(last) + 2
    if (x + lineWidth(line) + reserve > width + 1) continue
    x = drawLine(region, x, 0, line, theme) + 2
  }
}

function hintLine([key, does]: Hint): Line {
  return [strong(key, 'accent'), text(` ${does}`, 'dim')]
}

function hintsOf(state: State, theme: Theme): readonly Hint[] {
  const { keyUpDown, keyEnter } = theme.glyphs
  const top = topLayer(state)
  if (top?.type === 'prompt') {
    return [
      [keyEnter, 'apply'],
      ['Tab', 'complete'],
      ['C-u', 'clear'],
      ['Esc', 'leave'],
    ]
  }
  if (top !== null && top.type !== 'panel') {
    return [
      [keyUpDown, 'scroll'],
      ['PgDn', 'page'],
      ...(top.type === 'request' || top.type === 'recommendation' ? [['y', 'copy'] as const] : []),
      ['S', 'save'],
      ['Esc', 'back'],
    ]
  }
  const nothing = (state.observation?.snapshot.ingest.lines ?? 0) === 0
  const pointed = state.cursor !== null
  return [
    ...(nothing ? [['d', 'demo'] as const] : []),
    ...(pointed ? [['w', 'who made it'] as const, ['Esc', 'let go'] as const] : []),
    ...(top?.type === 'panel' ? [['Esc', 'back'] as const] : []),
    [keyEnter, 'open'],
    ['/', 'filter'],
    ['[ ]', 'window'],
    ['< >', 'time'],
    ...(state.request.end !== null ? [['L', 'live'] as const] : []),
    ['Space', state.pause === null ? 'pause' : 'go on'],
    ['s', 'sort'],
    ['e', 'spike'],
    ['q', 'quit'],
    ['c', 'compare'],
    ['Tab', 'panel'],
    [keyUpDown, 'select'],
    ['S', 'save'],
    ['?', 'help'],
  ]
}
