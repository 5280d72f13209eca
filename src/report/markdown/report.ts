import type { Observation } from '../../model/index.ts'
import { heading } from '../content/heading.ts'
import { type Limits, reportSections } from '../content/index.ts'
import type { ViewOptions } from '../options.ts'
import type { Fact, Item, Section, Table } from '../section.ts'
import { codeSpan, escapeMarkdown as escaped } from './escape.ts'

const limits: Limits = { endpoints: 50, groups: 50, slowest: 20, errors: 20, sources: 50 }

/** GitHub-flavoured Markdown: for an issue, a pull request, a job summary. */
export function markdownReport(observation: Observation, options: ViewOptions): string {
  const { sources, window, filter, warning } = heading(observation.snapshot, options)
  const blocks = [
    `# API report: ${escaped(sources)}`,
    escaped(window),
    ...(filter === '' ? [] : [`Filter: ${escaped(filter)}`]),
    ...(warning === '' ? [] : [`**Incomplete:** ${escaped(warning)}`]),
    ...reportSections(observation, options, limits).flatMap(sectionBlocks),
  ]
  return `${blocks.join('\n\n')}\n`
}

function sectionBlocks(section: Section): string[] {
  const blocks = [`## ${escaped(section.title)}`]
  if (section.facts !== undefined) blocks.push(factsTable(section.facts))
  if (section.items !== undefined) blocks.push(section.items.map(listItem).join('\n'))
  if (section.table !== undefined) blocks.push(markdownTable(section.table))
  return [...blocks, ...(section.notes ?? []).map(escaped)]
}

function factsTable(facts: readonly Fact[]): string {
  const compared = facts.some(({ change }) => change !== '')
  const header = ['Figure', 'Value', 'Details', ...(compared ? ['Against before'] : [])]
  const rows = facts.map(({ label, value, note, change }) => [
    escaped(label),
    `**${escaped(value)}**`,
    escaped(note),
    ...(compared ? [escaped(change)] : []),
  ])
  return [row(header), row(header.map(() => '---')), ...rows.map(row)].join('\n')
}

function listItem({ mark, text, more }: Item): string {
  const head = mark === '' ? escaped(text) : `**${escaped(mark)}** ${escaped(text)}`
  return [`- ${head}`, ...more.map(line => `  ${escaped(line)}`)].join('  \n')
}

function markdownTable({ columns, rows }: Table): string {
  return [
    row(columns.map(({ title }) => escaped(title))),
    row(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map(cells =>
      row(cells.map(({ text }, at) => (columns[at]!.code ? codeSpan(text) : escaped(text)))),
    ),
  ].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
