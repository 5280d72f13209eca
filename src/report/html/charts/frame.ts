import { escapeHtml } from '../escape.ts'
import type { Tick } from './axis.ts'

export interface Chart {
  readonly id: string
  readonly title: string
  /** Names of what is drawn, with the class that gives colour and stroke. */
  readonly legend: readonly { readonly name: string; readonly look: string }[]
  /** The chart in a sentence, for those who cannot see it. */
  readonly summary: string
  readonly shapes: string
  readonly buckets: number
  readonly yTicks: readonly Tick[]
  readonly xTicks: readonly Tick[]
  /** What a hover or tap on each bucket says. */
  readonly tips: readonly string[]
}

export function renderChart(chart: Chart): string {
  const { id, title, legend, summary, shapes, buckets, tips } = chart
  const keys = legend.map(({ name, look }) => `<li><span class="key ${look}"></span>${escapeHtml(name)}</li>`)
  const grid = chart.yTicks
    .map(({ at }) => `<path class="grid" d="M0 ${100 - at * 100}H${buckets}"/>`)
    .join('')
  return `<figure class="chart" aria-labelledby="${id}-title">
<figcaption><h3 id="${id}-title">${escapeHtml(title)}</h3>${keys.length === 0 ? '' : `<ul class="legend">${keys.join('')}</ul>`}</figcaption>
<div class="frame">${yAxis(chart.yTicks)}
<div class="plot" data-name="${escapeHtml(title)}" data-tips="${tips.map(escapeHtml).join('\n')}"><svg viewBox="0 0 ${buckets} 100" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(`${title}: ${summary}`)}">${grid}${shapes}</svg></div>
${xAxis(chart.xTicks)}</div>
<p class="tip">${escapeHtml(summary)}</p>
</figure>`
}

/** Labels keep their size however the plot is stretched: they stand in pictures of their own. */
function yAxis(ticks: readonly Tick[]): string {
  const labels = ticks.map(
    ({ at, label }) =>
      `<text x="100%" y="${percent(1 - at)}" dy="${at === 1 ? '.8em' : at === 0 ? '0' : '.35em'}" text-anchor="end">${escapeHtml(label)}</text>`,
  )
  return `<svg class="y" aria-hidden="true">${labels.join('')}</svg>`
}

function xAxis(ticks: readonly Tick[]): string {
  const labels = ticks.map(({ at, label }) => {
    const anchor = at < 0.08 ? 'start' : at > 0.92 ? 'end' : 'middle'
    return `<text x="${percent(at)}" y="1em" text-anchor="${anchor}">${escapeHtml(label)}</text>`
  })
  return `<svg class="x" aria-hidden="true">${labels.join('')}</svg>`
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`
}
