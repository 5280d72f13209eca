import type { Inspection, Observation } from '../../model/index.ts'
import { heading } from '../content/heading.ts'
import { type Limits, reportSections } from '../content/index.ts'
import { inspectionSections } from '../content/inspection.ts'
import type { ViewOptions } from '../options.ts'
import type { Section } from '../section.ts'
import { colourPaint, type Paint, plainPaint } from './paint.ts'
import { renderSection } from './section.ts'
import { wrap } from './wrap.ts'

const limits: Limits = { endpoints: 20, groups: 30, slowest: 10, errors: 10, sources: 20 }
const minColumns = 60

export function textReport(observation: Observation, options: ViewOptions): string {
  return renderPage(observation, reportSections(observation, options, limits), options)
}

/** What is left to say when the input of a live view has ended: no long tables. */
export function textSummary(observation: Observation, options: ViewOptions): string {
  const wanted = ['headline', 'limits', 'objectives', 'health', 'recommendations', 'endpoints', 'counting']
  const short: Limits = { ...limits, endpoints: 5 }
  const sections = reportSections(observation, options, short).filter(({ id }) => wanted.includes(id))
  return renderPage(observation, sections, options)
}

/** One log after the other. */
export function textInspection(inspections: readonly Inspection[], options: ViewOptions): string {
  return joinBlocks(
    inspections.flatMap(inspection =>
      inspectionSections(inspection, options).map(section => renderWith(section, options)),
    ),
  )
}

function renderPage(observation: Observation, sections: readonly Section[], options: ViewOptions): string {
  const head = renderHeading(observation, options, width(options), paintOf(options))
  return joinBlocks([head, ...sections.map(section => renderWith(section, options))])
}

function joinBlocks(blocks: readonly (readonly string[])[]): string {
  return `${blocks.map(lines => lines.join('\n')).join('\n\n')}\n`
}

function renderWith(section: Section, options: ViewOptions): string[] {
  return renderSection(section, width(options), paintOf(options))
}

function width({ columns }: ViewOptions): number {
  return Math.max(minColumns, columns ?? 80)
}

function paintOf({ color }: ViewOptions): Paint {
  return color === true ? colourPaint : plainPaint
}

function renderHeading(
  { snapshot }: Observation,
  options: ViewOptions,
  columns: number,
  paint: Paint,
): string[] {
  const { sources, window, filter, warning } = heading(snapshot, options)
  return [
    ...wrap(sources, columns).map(line => paint('title', line)),
    ...wrap(window, columns),
    ...(filter === '' ? [] : wrap(`filter: ${filter}`, columns)),
    ...(warning === '' ? [] : wrap(`incomplete: ${warning}`, columns).map(line => paint('warning', line))),
  ]
}
