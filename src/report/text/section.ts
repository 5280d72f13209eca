import { displayWidth, padEnd } from '../../text/index.ts'
import type { Fact, Item, Section } from '../section.ts'
import type { Paint } from './paint.ts'
import { renderTable } from './table.ts'
import { wrap } from './wrap.ts'

const indent = '  '

/** Title and content, every line within `columns`. */
export function renderSection(section: Section, columns: number, paint: Paint): string[] {
  const room = columns - indent.length
  const body = [
    ...renderFacts(section.facts ?? [], room, paint),
    ...renderItems(section.items ?? [], room, paint),
    ...(section.table === undefined ? [] : renderTable(section.table, room, paint)),
    ...(section.notes ?? []).flatMap(note => wrap(note, room).map(line => paint('muted', line))),
  ]
  const title = wrap(section.title, columns).map(line => paint('title', line))
  return [...title, ...body.map(line => indent + line)]
}

/** Label, figure and what stands behind it: on one line where there is room, else below each other. */
function renderFacts(facts: readonly Fact[], room: number, paint: Paint): string[] {
  const start = Math.max(0, ...facts.map(({ label }) => displayWidth(label))) + 2
  const short = facts.map(({ value }) => displayWidth(value)).filter(width => width <= 12)
  const valueWidth = Math.max(0, ...short)
  return facts.flatMap(fact => {
    const lines = renderFigure(fact, valueWidth, room - start, paint)
    return lines.map((line, at) => padEnd(at === 0 ? fact.label : '', start) + line)
  })
}

function renderFigure(
  { value, note, change, tone }: Fact,
  valueWidth: number,
  room: number,
  paint: Paint,
): string[] {
  const strong = (text: string) => paint(tone === 'plain' ? 'title' : tone, text)
  const behind = [note, change].filter(text => text !== '').join('; ')
  const width = Math.max(displayWidth(value), valueWidth)
  if (behind !== '' && width + 2 + displayWidth(behind) <= room)
    return [strong(value) + ' '.repeat(width - displayWidth(value) + 2) + behind]
  return [...wrap(value, room).map(strong), ...(behind === '' ? [] : wrap(behind, room))]
}

function renderItems(items: readonly Item[], room: number, paint: Paint): string[] {
  const markWidth = Math.max(0, ...items.map(({ mark }) => displayWidth(mark)))
  return items.flatMap(item => renderItem(item, markWidth, room, paint))
}

function renderItem(
  { mark, text, more, tone }: Item,
  markWidth: number,
  room: number,
  paint: Paint,
): string[] {
  const start = markWidth === 0 || mark === '' ? 0 : markWidth + 2
  const margin = ' '.repeat(start === 0 ? 2 : start)
  const [first, ...rest] = wrap(text, room - margin.length)
  const head = start === 0 ? '' : paint(tone, mark) + ' '.repeat(start - displayWidth(mark))
  return [
    head + (mark === '' ? paint(tone, first!) : first!),
    ...[...rest, ...more.flatMap(line => wrap(line, room - margin.length))].map(line => margin + line),
  ]
}
