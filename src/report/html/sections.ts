import type { Cell, Column, Fact, Item, Section, Table } from '../section.ts'
import { escapeHtml, escapeName } from './escape.ts'

/** @param picture beside the title; it says nothing that the title does not */
export function renderSection(section: Section, picture = ''): string {
  const { id, title, facts, items, table, notes } = section
  const head = `<h2 id="${id}-title">${escapeHtml(title)}</h2>`
  return `<section id="${id}" aria-labelledby="${id}-title">
${picture === '' ? head : `<div class="verdict">${picture}${head}</div>`}
${facts === undefined ? '' : renderFacts(facts)}${items === undefined ? '' : renderItems(items)}${
  table === undefined ? '' : renderTable(table)
}${(notes ?? []).map(note => `<p class="note">${escapeHtml(note)}</p>`).join('\n')}
</section>`
}

function renderFacts(facts: readonly Fact[]): string {
  return `<dl class="facts">${facts.map(renderFact).join('\n')}</dl>`
}

function renderFact({ label, value, note, change, tone }: Fact): string {
  const values = value.split('  ').map(renderValue)
  const details = [note, change].filter(text => text !== '')
  return `<div class="fact${values.length > 1 ? ' wide' : ''}"><dt>${escapeHtml(label)}</dt><dd class="value ${tone}">${values.join(' ')}</dd>${details
    .map(text => `<dd class="detail">${withUnits(escapeHtml(text))}</dd>`)
    .join('')}</div>`
}

function renderValue(value: string): string {
  const [, name, figure] = /^(p\d+) (.+)$/.exec(value) ?? []
  return name === undefined
    ? `<span>${escapeHtml(value)}</span>`
    : `<span><small>${name}</small> ${escapeHtml(figure!)}</span>`
}

/** No line ends between a number and its unit. */
function withUnits(text: string): string {
  return text.replace(/(?<=\d) (?=[%×]|(?:[mµn]?s|min|h|d)\b)|(?<=×) /g, '&nbsp;')
}

function renderItems(items: readonly Item[]): string {
  return `<ul class="items">${items.map(renderItem).join('\n')}</ul>`
}

function renderItem({ mark, text, more, tone }: Item): string {
  const badge = mark === '' ? '' : `<span class="mark ${tone}">${escapeHtml(mark)}</span> `
  const lines = more.map(line => `<p>${escapeHtml(line)}</p>`).join('')
  return `<li>${badge}<span class="text">${escapeHtml(text)}</span>${lines}</li>`
}

/** Numbers carry their value in `data-v`, by which the page sorts; empty means no data and sorts last. */
export function renderTable({ caption, columns, rows, sortedBy }: Table): string {
  const head = columns.map(({ title, align }, index) => {
    const sorted = index === sortedBy ? ' aria-sort="descending"' : ''
    return `<th scope="col"${align === 'right' ? ' class="n"' : ''}${sorted}>${escapeHtml(title)}</th>`
  })
  const header = rowHeader(columns)
  const body = rows.map(row => {
    const cells = row.map((cell, index) => renderCell(cell, columns[index]!, index === header))
    return `<tr>${cells.join('')}</tr>`
  })
  return `<div class="scroll" role="region" aria-label="${escapeHtml(caption)}" tabindex="0"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${head.join('')}</tr></thead><tbody>
${body.join('\n')}
</tbody></table></div>`
}

/** The column that names the row: the route where there is one. */
function rowHeader(columns: Table['columns']): number {
  return Math.max(
    0,
    columns.findIndex(({ code, flexible }) => code === true && flexible === 'middle'),
  )
}

function renderCell({ text, sort, tone }: Cell, { code, align }: Column, header: boolean): string {
  const value =
    sort === undefined ? '' : ` data-v="${sort === null || !Number.isFinite(sort) ? '' : compact(sort)}"`
  const toned = tone === undefined || tone === 'plain' ? '' : tone
  const left = sort !== undefined && align === 'left' ? 'l' : ''
  const names = [code === true ? 'code' : '', left, toned].filter(name => name !== '').join(' ')
  const look = names === '' ? '' : ` class="${names}"`
  return header
    ? `<th scope="row"${look}${value}>${escapeName(text)}</th>`
    : `<td${look}${value}>${escapeName(text)}</td>`
}

function compact(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)))
}
