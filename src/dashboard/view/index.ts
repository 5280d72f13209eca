import { asciiCell } from '../cells/glyphs.ts'
import { type Region, Surface } from '../cells/surface.ts'
import { layout, type Placement } from '../layout/layout.ts'
import { type Layer, type Prompt, type State, topLayer } from '../state.ts'
import type { Theme } from '../theme/theme.ts'
import { panelTitles } from '../types.ts'
import { panelKeys } from '../update/bindings.ts'
import { drawFooter } from './footer.ts'
import { drawFrame } from './frame.ts'
import { drawHeader } from './header.ts'
import { drawLine, lineWidth, text } from './line.ts'
import { endpointOf } from './pages/endpoint.ts'
import { drawEndpointCharts, hasCharts, textColumns } from './pages/endpoint-charts.ts'
import { type Page, pageLines, pageTitle, pageWidth } from './pages/index.ts'
import { panels } from './panels/index.ts'
import { drawPrompt, promptRows } from './prompt.ts'
import type { DonutPlace, Seen } from './seen.ts'
import { drawTiny } from './tiny.ts'
import { drawWaiting } from './waiting.ts'

export interface Look {
  readonly theme: Theme
  readonly utc: boolean
}

/** The screen as cells, and where blessed-contrib's donuts go. */
export interface Picture {
  readonly surface: Surface
  readonly donuts: readonly DonutPlace[]
}

/** Draws the whole screen. Pure: the same state and look give the same cells. */
export function view(state: State, look: Look): Picture {
  const { columns, rows } = state.size
  const surface = new Surface(Math.max(0, columns), Math.max(0, rows))
  const places = layout(columns, rows)
  const donuts: DonutPlace[] = []
  if (places.kind === 'tiny') {
    drawTiny(state, surface.region(places.header), look.theme, look.utc)
    if (state.layers.length > 0) drawContent(state, surface.region(places.content), [], look, donuts)
  } else {
    drawHeader(state, surface.region(places.header), look.theme, look.utc)
    drawContent(state, surface.region(places.content), places.panels, look, donuts)
    drawFooter(state, surface.region(places.footer), look.theme)
  }
  if (look.theme.glyphs.ascii) toAscii(surface)
  return { surface, donuts }
}

function drawContent(
  state: State,
  content: Region,
  placements: readonly Placement[],
  look: Look,
  donuts: DonutPlace[],
): void {
  const top = topLayer(state)
  const page = state.layers.findLast(layer => layer.type !== 'prompt')
  const seen = seenOf(state, look)
  if (page !== undefined && (seen !== null || page.type === 'help')) {
    drawLayer(page, seen, content, look, donuts)
  } else if (seen === null || seen.snapshot.ingest.lines === 0) {
    drawWaiting(content, seen?.snapshot ?? null, look.theme)
  } else {
    for (const placement of placements) drawPanel(placement, seen, content, donuts)
  }
  if (top?.type === 'prompt') drawPromptOver(top, content, look)
}

function drawPromptOver(prompt: Prompt, content: Region, look: Look): void {
  const y = Math.max(0, content.height - promptRows)
  drawPrompt(prompt, content.inner(0, y, content.width, promptRows), look.theme)
}

function seenOf(state: State, look: Look): Seen | null {
  return state.observation === null ? null : { ...state.observation, state, ...look }
}

function drawPanel(placement: Placement, seen: Seen, content: Region, donuts: DonutPlace[]): void {
  const { id, rect, frame } = placement
  const region = content.surface.region(rect)
  const panel = panels[id]
  const focused = seen.state.focus === id
  if (frame === 'line') {
    const lead = focused ? [text(seen.theme.glyphs.pointer, 'focus'), text(' ')] : []
    const forms = panel.lines(seen)
    const form = forms.find(line => lineWidth(line) + lineWidth(lead) <= rect.width) ?? forms.at(-1) ?? []
    drawLine(region, 0, 0, [...lead, ...form], seen.theme)
    return
  }
  const inner = drawFrame(
    region,
    {
      kind: frame,
      key: keyOf(id),
      title: panelTitles[id],
      figures: panel.figures?.(seen) ?? [],
      focused,
    },
    seen.theme,
  )
  panel.draw(seen, inner)
  const donut = panel.donut?.(seen, inner) ?? null
  if (donut !== null) donuts.push({ ...donut, x: donut.x + inner.rect.x, y: donut.y + inner.rect.y })
}

function keyOf(id: string): string {
  return Object.entries(panelKeys).find(([, panel]) => panel === id)?.[0] ?? ''
}

function drawLayer(
  layer: Exclude<Layer, Prompt>,
  seen: Seen | null,
  content: Region,
  look: Look,
  donuts: DonutPlace[],
): void {
  if (layer.type === 'panel') {
    if (seen !== null) drawPanel({ id: layer.id, rect: content.rect, frame: 'box' }, seen, content, donuts)
    return
  }
  drawPage(layer, seen, content, look)
}

function drawPage(layer: Page, seen: Seen | null, content: Region, look: Look): void {
  const lines = pageLines(layer, seen, pageWidth(content.rect))
  const rows = Math.max(0, content.height - 2)
  const last = Math.max(0, lines.length - rows)
  const scroll = Math.min(layer.scroll, last)
  const place = `${scroll + 1}–${Math.min(lines.length, scroll + rows)} of ${lines.length}`
  const inner = drawFrame(
    content,
    {
      kind: 'box',
      key: '',
      title: pageTitle(layer),
      figures: last === 0 ? [] : [[text(place, 'dim')]],
      focused: true,
    },
    look.theme,
  )
  const charted = seen === null || layer.type !== 'endpoint' ? null : endpointOf(seen, layer.key)
  const beside = charted !== null && hasCharts(charted, inner.width)
  const left = beside ? inner.inner(0, 0, textColumns, inner.height) : inner
  lines.slice(scroll, scroll + inner.height).forEach((line, y) => {
    drawLine(left, 0, y, line, look.theme)
  })
  if (beside && seen !== null) {
    const right = inner.inner(textColumns + 3, 0, inner.width - textColumns - 3, Math.min(inner.height, 40))
    drawEndpointCharts(seen, right, charted)
  }
}

function toAscii(surface: Surface): void {
  const { characters } = surface
  for (let index = 0; index < characters.length; index++) characters[index] = asciiCell(characters[index]!)
}
