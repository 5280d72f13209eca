import type { Family, Histogram, Labels, Sample } from './family.ts'

export type Exposition = 'prometheus' | 'openmetrics'

export const contentTypes: Readonly<Record<Exposition, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/**
 * https://prometheus.io/docs/instrumenting/exposition_formats/ and
 * https://prometheus.io/docs/specs/om/open_metrics_spec/. Families without a sample are left out.
 */
export function writeFamilies(families: readonly Family[], format: Exposition): string {
  const lines = families.filter(({ samples }) => samples.length > 0).flatMap(each => linesOf(each, format))
  if (format === 'openmetrics') lines.push('# EOF')
  return `${lines.join('\n')}\n`
}

function linesOf(family: Family, format: Exposition): string[] {
  const { name, type, unit, help, samples } = family
  const total = type === 'counter' ? `${name}_total` : name
  // Prometheus' own format names a counter as its samples are named.
  const head = format === 'prometheus' ? total : name
  return [
    `# HELP ${head} ${escapeHelp(help)}`,
    `# TYPE ${head} ${type}`,
    ...(format === 'openmetrics' && unit !== undefined ? [`# UNIT ${head} ${unit}`] : []),
    ...samples.flatMap(sample => sampleLines(total, sample, format)),
  ]
}

function sampleLines(name: string, { labels, value }: Sample, format: Exposition): string[] {
  if (typeof value === 'number') return [`${name}${written(labels)} ${number(value)}`]
  return histogramLines(name, labels, value, format)
}

function histogramLines(name: string, labels: Labels, histogram: Histogram, format: Exposition): string[] {
  const { counts, edges, sum } = histogram
  const edge = (at: number): string =>
    at === edges.length ? '+Inf' : format === 'openmetrics' ? float(edges[at]!) : number(edges[at]!)
  let seen = 0
  const buckets = counts.map((count, at) => {
    seen += count
    return `${name}_bucket${written({ ...labels, le: edge(at) })} ${seen}`
  })
  return [
    ...buckets,
    `${name}_sum${written(labels)} ${number(sum)}`,
    `${name}_count${written(labels)} ${seen}`,
  ]
}

function written(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

/** Shortest form that reads back as the same double; JavaScript's `1e+21` is read as well. */
function number(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)
}

/** OpenMetrics wants edges with a decimal point. */
function float(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value)
}
