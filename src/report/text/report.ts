import type { Observation } from '../../model/index.ts'
import { heading } from '../content/heading.ts'
import { type Limits, reportSections } from '../content/index.ts'
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
  const wanted = ['headline', 'limits', 'health', 'recommendations', 'endpoints', 'counting']
  const short: Limits = { ...limits, endpoints: 5 }
  const sections = reportSections(observation, options, short).filter(({ id }) => wanted.includes(id))
  return renderPage(observation, sections, options)
}

function renderPage(observation: Observation, sections: readonly Section[], options: ViewOptions): string {
  const columns = Math.max(minColumns, options.columns ?? 80)
  const paint = options.color === true ? colourPaint : plainPaint
  const blocks = [
    renderHeading(observation, options, columns, paint),
    ...sections.map(section => renderSection(section, columns, paint)),
  ]
  return `${blocks.map(lines => lines.join('\n')).join('\n\n')}\n`
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
