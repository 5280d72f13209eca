import { layout } from '../layout/layout.ts'
import type { State } from '../state.ts'
import type { PanelId } from '../types.ts'
import { copyText } from './copy.ts'
import { openPrompt } from './prompt.ts'
import { next, push, type Result, say } from './result.ts'
import { cycleFocus, cycleSort, goTo, moveSelection, open, selectRow } from './selection.ts'
import { changeWindow, live, moveCursor, nextSpike, togglePause, travel, whoMadeIt } from './time.ts'

/** One line of the help page, and what its keys do at the top level. */
export interface Binding {
  readonly group: 'Look' | 'Time' | 'Move' | 'Screen'
  /** As shown. */
  readonly label: string
  readonly help: string
  readonly keys: Readonly<Record<string, (state: State) => Result>>
}

export const panelKeys: Readonly<Record<string, PanelId>> = {
  '1': 'health',
  '2': 'responseTime',
  '3': 'throughput',
  '4': 'errorRate',
  '5': 'status',
  '6': 'resources',
  '7': 'cache',
  '8': 'endpoints',
  '9': 'recommendations',
  '0': 'recent',
  h: 'heatmap',
  x: 'correlations',
}

const charts: readonly PanelId[] = ['responseTime', 'throughput', 'errorRate', 'heatmap']

const pure = (change: (state: State) => State) => (state: State) => next(change(state))

function page(state: State): number {
  const found = layout(state.size.columns, state.size.rows).panels.find(panel => panel.id === state.focus)
  return Math.max(1, (found?.rect.height ?? 10) - 4)
}

const goToPanels = Object.fromEntries(
  Object.entries(panelKeys).map(([key, id]) => [key, (state: State) => goTo(state, id)]),
)

export const bindings: readonly Binding[] = [
  {
    group: 'Look',
    label: 'Enter',
    help: 'open what is focused: an endpoint, a recommendation, a request, a panel',
    keys: { enter: open },
  },
  { group: 'Look', label: '/', help: 'filter: every panel follows', keys: { '/': openPrompt } },
  {
    group: 'Look',
    label: 'e E',
    help: 'next, previous error spike',
    keys: { e: state => nextSpike(state, 1), E: state => nextSpike(state, -1) },
  },
  { group: 'Look', label: 'w', help: 'who made the spike', keys: { w: whoMadeIt } },
  {
    group: 'Look',
    label: 'c',
    help: 'compare with the window before',
    keys: { c: pure(state => push(state, { type: 'compare', scroll: 0 })) },
  },
  {
    group: 'Look',
    label: 'b',
    help: 'by instance, source, and what --group-by names',
    keys: { b: pure(state => push(state, { type: 'groups', scroll: 0 })) },
  },
  {
    group: 'Look',
    label: 's r',
    help: 'sort the endpoints by the next column, reverse',
    keys: {
      s: pure(cycleSort),
      r: pure(state => ({ ...state, sort: { ...state.sort, reverse: !state.sort.reverse } })),
    },
  },
  {
    group: 'Look',
    label: 'l',
    help: 'response times on a logarithmic scale, and back',
    keys: { l: pure(state => ({ ...state, logarithmic: !state.logarithmic })) },
  },
  {
    group: 'Time',
    label: '[ ]',
    help: 'shorter, longer window',
    keys: { '[': state => changeWindow(state, -1), ']': state => changeWindow(state, 1) },
  },
  {
    group: 'Time',
    label: '< >',
    help: 'back and forward in time by a quarter of the window',
    keys: { '<': state => travel(state, -1), '>': state => travel(state, 1) },
  },
  { group: 'Time', label: 'L End', help: 'live again', keys: { L: live, end: live } },
  {
    group: 'Time',
    label: 'Space p',
    help: 'pause the picture; collecting goes on',
    keys: { space: togglePause, p: togglePause },
  },
  {
    group: 'Time',
    label: '← →',
    help: 'point at a moment in the charts; Esc lets go',
    keys: { left: state => moveCursor(state, -1), right: state => moveCursor(state, 1) },
  },
  {
    group: 'Move',
    label: 'Tab S-Tab',
    help: 'next, previous panel',
    keys: { tab: pure(state => cycleFocus(state, 1)), 'S-tab': pure(state => cycleFocus(state, -1)) },
  },
  {
    group: 'Move',
    label: '1 – 9',
    help: 'the panel with that number, again to open it; 0 requests, h heatmap, x correlations',
    keys: goToPanels,
  },
  {
    group: 'Move',
    label: '↑ ↓ j k',
    help: 'select',
    keys: {
      up: pure(state => moveSelection(state, -1)),
      k: pure(state => moveSelection(state, -1)),
      down: pure(state => moveSelection(state, 1)),
      j: pure(state => moveSelection(state, 1)),
    },
  },
  {
    group: 'Move',
    label: 'PgUp PgDn g G',
    help: 'by pages, first, last',
    keys: {
      pageup: pure(state => moveSelection(state, -page(state))),
      pagedown: pure(state => moveSelection(state, page(state))),
      g: pure(state => first(state)),
      home: pure(state => first(state)),
      G: pure(state => moveSelection(state, 1e9)),
    },
  },
  {
    group: 'Screen',
    label: 'y',
    help: 'copy the selected row to the clipboard',
    keys: { y: copy },
  },
  {
    group: 'Screen',
    label: 'S',
    help: 'save this screen as SVG and text',
    keys: { S: state => next(state, { type: 'capture' }) },
  },
  {
    group: 'Screen',
    label: 'm',
    help: 'mouse on, off (off: the terminal selects text)',
    keys: {
      m: state =>
        next(say({ ...state, mouse: !state.mouse }, state.mouse ? 'mouse off' : 'mouse on'), {
          type: 'mouse',
          on: !state.mouse,
        }),
    },
  },
  { group: 'Screen', label: 'd', help: 'start the demo while nothing has arrived', keys: { d: demo } },
  {
    group: 'Screen',
    label: 'C-l',
    help: 'draw everything again',
    keys: { 'C-l': state => next(state, { type: 'redraw' }) },
  },
  {
    group: 'Screen',
    label: 'C-z',
    help: 'suspend',
    keys: { 'C-z': state => next(state, { type: 'suspend' }) },
  },
  {
    group: 'Screen',
    label: '?',
    help: 'this page',
    keys: { '?': pure(state => push(state, { type: 'help', scroll: 0 })) },
  },
  {
    group: 'Screen',
    label: 'q Esc',
    help: 'close what is on top; q at the top quits, Ctrl-C always',
    keys: {
      q: state => next(state, { type: 'quit' }),
      escape: pure(state => ({ ...state, cursor: null, notice: null })),
    },
  },
]

/** Key → what it does at the top level. */
export const topKeys: ReadonlyMap<string, (state: State) => Result> = new Map(
  bindings.flatMap(binding => Object.entries(binding.keys)),
)

function first(state: State): State {
  return charts.includes(state.focus) || state.focus === 'endpoints'
    ? selectRow(state, 0)
    : moveSelection(state, -1e9)
}

function copy(state: State): Result {
  const text = copyText(state)
  return text === null
    ? next(say(state, 'nothing to copy'))
    : next(say(state, 'copied'), { type: 'copy', text })
}

function demo(state: State): Result {
  const nothing = (state.observation?.snapshot.ingest.lines ?? 0) === 0
  return nothing ? next(say(state, 'starting the demo'), { type: 'startDemo' }) : next(state)
}
