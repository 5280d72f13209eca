import { createHash } from 'node:crypto'
import type { Observation } from '../../model/index.ts'
import { dateTime, zoneName } from '../../text/index.ts'
import { heading } from '../content/heading.ts'
import { type Limits, reportSections } from '../content/index.ts'
import { timeStyle, type ViewOptions } from '../options.ts'
import { renderCharts } from './charts/index.ts'
import { escapeHtml } from './escape.ts'
import { renderScore } from './score.ts'
import { script } from './script.ts'
import { renderSection, renderTable } from './sections.ts'
import { style } from './style.ts'
import { valuesTable } from './values.ts'

const limits: Limits = { endpoints: 10_000, groups: 10_000, slowest: 20, errors: 30, sources: 100 }

/** Only the style and the script below may act; nothing is ever fetched. */
function policy(): string {
  return [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

/** One file that needs nothing else: it opens from a disk, a mail or a chat. */
export function htmlReport(observation: Observation, options: ViewOptions): string {
  const { snapshot } = observation
  const { sources, window, filter, warning } = heading(snapshot, options)
  const title = escapeHtml(`API report: ${sources}`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p>${escapeHtml(window)}</p>
${filter === '' ? '' : `<p>Filter: <span class="code">${escapeHtml(filter)}</span></p>`}
${warning === '' ? '' : `<p class="warning-line">Incomplete: ${escapeHtml(warning)}</p>`}
</header>
<main>
${renderMain(observation, options)}
</main>
<footer><p>Made by api-metrics${options.version === undefined ? '' : ` ${escapeHtml(options.version)}`} on ${dateTime(snapshot.generatedAt, timeStyle(options))} ${escapeHtml(options.timeZone ?? zoneName(snapshot.generatedAt, timeStyle(options)))}.</p></footer>
<script>${script}</script>
</body>
</html>
`
}

/** Charts follow what to do about it, before the long tables. */
function renderMain(observation: Observation, options: ViewOptions): string {
  const sections = reportSections(observation, options, limits)
  const at = sections.findIndex(({ id }) => id === 'health')
  const [health, recommendations, ...rest] = sections.slice(at)
  return [
    ...sections.slice(0, at).map(section => renderSection(section)),
    `<div class="pair">${renderSection(health!, renderScore(observation.insight.health))}`,
    `${renderSection(recommendations!)}</div>`,
    chartsSection(observation, options),
    ...rest.map(section => renderSection(section)),
  ].join('\n')
}

function chartsSection({ snapshot }: Observation, options: ViewOptions): string {
  const charts = renderCharts(snapshot, options)
  if (charts === '') return ''
  return `<section id="charts" aria-labelledby="charts-title">
<h2 id="charts-title">Over time</h2>
<div class="charts">${charts}</div>
<details><summary>The values as a table</summary>${renderTable(valuesTable(snapshot, options))}</details>
</section>`
}
