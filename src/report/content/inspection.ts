import { type FieldName, fieldNames, type Inspection, type RefusedLine } from '../../model/index.ts'
import {
  cutEnd,
  dateTime,
  formatDuration,
  formatPercent,
  noData,
  sanitise,
  zoneName,
} from '../../text/index.ts'
import { timeStyle, type ViewOptions } from '../options.ts'
import { type Item, item, type Section } from '../section.ts'
import { ignoredTexts, lossItems, readText, rejectedTexts } from './counting.ts'
import { recognised } from './sources.ts'

/** Longer lines tell no more about a format. */
const maxLine = 2000
const always: readonly FieldName[] = ['timestamp', 'method', 'endpoint', 'status', 'duration']

/** What was recognised in a log, which field became what and why, a sample, and the lines that were refused. */
export function inspectionSections(inspection: Inspection, options: ViewOptions): Section[] {
  const sections = [
    formatSection(inspection),
    fieldsSection(inspection),
    sampleSection(inspection, options),
    refusedSection(inspection),
    linesSection(inspection),
  ]
  return sections.filter(section => section !== null)
}

function formatSection({ name, format, alternatives }: Inspection): Section {
  const others = alternatives.map(
    ({ name, confidence }) => `${sanitise(name)} (${formatPercent(confidence)})`,
  )
  return {
    id: 'format',
    title: `${sanitise(name)}: ${recognised(format)}`,
    notes: [
      ...(format.name === null
        ? []
        : [`Fits ${formatPercent(format.confidence)} of the lines that could be requests.`]),
      ...(others.length === 0 ? [] : [`Also considered: ${others.join(', ')}; --log-format NAME chooses.`]),
      ...format.notes.map(sanitise),
    ],
  }
}

function fieldsSection({ format }: Inspection): Section {
  const shown = fieldNames.filter(name => format.fields[name] !== undefined || always.includes(name))
  const doubtful = shown.filter(name => format.fields[name]?.certain === false)
  return {
    id: 'fields',
    title: 'Fields',
    table: {
      caption: 'Which field of the log became what',
      columns: [
        { title: 'Field', align: 'left', rank: 0 },
        { title: 'From', align: 'left', code: true, flexible: 'middle', rank: 0 },
        { title: 'Unit', align: 'left', rank: 0 },
        { title: 'Why', align: 'left', flexible: 'wrap', rank: 0 },
      ],
      rows: shown.map(name => {
        const field = format.fields[name]
        if (field === undefined)
          return [
            { text: name },
            { text: noData },
            { text: '' },
            { text: `not found; --map ${name}=PATH names it`, tone: 'muted' },
          ]
        return [
          { text: name },
          { text: sanitise(field.path) },
          { text: sanitise(field.unit ?? '') },
          { text: sanitise(field.why ?? ''), tone: field.certain === false ? 'warning' : 'plain' },
        ]
      }),
    },
    notes: doubtful.map(
      name =>
        `${name} is not certain: ${sanitise(format.fields[name]!.flag ?? `--map ${name}=PATH`)} settles it.`,
    ),
  }
}

function sampleSection({ sample }: Inspection, options: ViewOptions): Section | null {
  if (sample === null) return null
  const { timestamp, method, endpoint, path, status, duration, client, cache, errorMessage, line } = sample
  const style = timeStyle(options)
  const values: [string, string][] = [
    ['time', `${dateTime(timestamp, style)} ${options.timeZone ?? zoneName(timestamp, style)}`],
    ['request', `${method ?? noData} ${path}${path === endpoint ? '' : ` (counted as ${endpoint})`}`],
    ['status', status === 0 ? noData : String(status)],
    ['duration', formatDuration(duration)],
    ['client', client ?? noData],
    ['cache', cache === null ? noData : cache ? 'hit' : 'miss'],
    ...(errorMessage === null ? [] : ([['error', errorMessage]] as [string, string][])),
    ...(line === null ? [] : ([['line', cutEnd(line, maxLine)]] as [string, string][])),
  ]
  return {
    id: 'sample',
    title: 'A request as it was read',
    items: values.map(([mark, text]) => item(sanitise(text), { mark })),
  }
}

function refusedSection({ refused }: Inspection): Section | null {
  if (refused.length === 0) return null
  return { id: 'refused', title: 'Lines that are not requests', items: refused.map(refusedItem) }
}

function refusedItem({ number, line, reason, detail }: RefusedLine): Item {
  const why = rejectedTexts.get(reason) ?? ignoredTexts.get(reason) ?? sanitise(reason)
  return item(`${why}${detail === null ? '' : `: ${sanitise(detail)}`}`, {
    mark: number === null ? '' : `line ${number}`,
    more: [sanitise(cutEnd(line, 200))],
    tone: rejectedTexts.has(reason) ? 'warning' : 'plain',
  })
}

function linesSection({ ingest, complete }: Inspection): Section {
  return {
    id: 'lines',
    title: complete ? 'Lines' : 'Lines looked at',
    items: [item(readText(ingest)), ...lossItems(ingest)],
  }
}
