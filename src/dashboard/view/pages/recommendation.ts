import type { Recommendation } from '../../../model/index.ts'
import { dateTime, formatDuration, sanitise } from '../../../text/index.ts'
import { type Line, strong, text, wrap } from '../line.ts'
import { severityRoles } from '../panels/recommendations.ts'
import type { Facts } from '../seen.ts'

const marks = { info: '●', warning: '▲', critical: '✖' } as const

export function recommendationPage(facts: Facts, shown: Recommendation, width: number): Line[] {
  const now = facts.insight.health.recommendations.find(
    item => item.id === shown.id && item.method === shown.method && item.endpoint === shown.endpoint,
  )
  const item = now ?? shown
  const role = severityRoles[item.severity]
  const where = item.endpoint === null ? null : `${item.method ?? ''} ${item.endpoint}`.trim()
  return [
    [strong(`${marks[item.severity]} `, role), strong(item.title), text(`  ${item.severity}`, role)],
    ...(now === undefined ? [[text('no longer so; shown as it was', 'dim')]] : []),
    [],
    ...paragraph(item.message, width),
    [],
    ...(where === null ? [] : [[text('Endpoint  ', 'dim'), text(where)]]),
    ...(item.since === null
      ? []
      : [[text('Since     ', 'dim'), text(dateTime(item.since, { utc: facts.utc }))]]),
    ...(where === null && item.since === null ? [] : [[]]),
    [strong('What to do')],
    ...paragraph(item.action, width),
    [],
    ...evidence(item.evidence, width),
  ]
}

function paragraph(value: string, width: number): Line[] {
  return wrap(value, width).map(part => [text(part)])
}

function evidence(values: Readonly<Record<string, unknown>>, width: number): Line[] {
  const lines = Object.entries(values).flatMap(([name, value]) => entry(name, value, width, 0))
  return lines.length === 0 ? [] : [[strong('Evidence')], ...lines]
}

/** Deepest nesting that is still written line by line. */
const deepest = 3

function entry(name: string, value: unknown, width: number, depth: number): Line[] {
  const indent = '  '.repeat(depth + 1)
  const label = words(name)
  if (value !== null && typeof value === 'object' && depth < deepest) {
    const entries = Object.entries(value)
    if (Array.isArray(value) && value.every(item => item === null || typeof item !== 'object')) {
      return fact(indent, label, value.map(item => plainValue(name, item)).join(', '), width)
    }
    return [
      [text(`${indent}${label}`, 'dim')],
      ...entries.flatMap(([key, item]) =>
        entry(Array.isArray(value) ? `${Number(key) + 1}` : key, item, width, depth + 1),
      ),
    ]
  }
  return fact(indent, label, plainValue(name, value), width)
}

function fact(indent: string, label: string, value: string, width: number): Line[] {
  const lead = `${indent}${label}  `
  return wrap(value, Math.max(10, width - lead.length)).map((part, index) =>
    index === 0 ? [text(lead, 'dim'), text(part)] : [text(' '.repeat(lead.length)), text(part)],
  )
}

/** `errorRate` → `error rate`. */
function words(name: string): string {
  return sanitise(name.replace(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`))
}

function plainValue(name: string, value: unknown): string {
  if (typeof value === 'number') {
    if (/rate|share|ratio/i.test(name) && Math.abs(value) <= 1) return `${(value * 100).toFixed(2)} %`
    if (/^(mean|median|p\d+|min|max|duration)$|seconds$|P50$/i.test(name)) return formatDuration(value)
    return Number.isInteger(value) ? String(value) : value.toPrecision(4)
  }
  return value === null || value === undefined
    ? '–'
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)
}
