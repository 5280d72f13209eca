import type { ComparedReport, Movement, NamedEndpoint } from '../../model/index.ts'
import { counted, formatInteger, formatPercent, noData, sanitise } from '../../text/index.ts'
import type { ViewOptions } from '../options.ts'
import type { Cell, Column, Section, Tone } from '../section.ts'
import { pointChange, relativeChange } from './differences.ts'
import { windowText } from './heading.ts'
import { seriesName } from './series-names.ts'

type Verdict = Movement['verdict']

const verdicts: Readonly<Record<Verdict, { text: string; tone: Tone }>> = {
  better: { text: 'better', tone: 'good' },
  worse: { text: 'worse', tone: 'bad' },
  same: { text: 'no clear change', tone: 'muted' },
  notEnoughData: { text: 'not enough data', tone: 'muted' },
}

const figureColumns: readonly Column[] = [
  { title: 'Before', align: 'right', rank: 0 },
  { title: 'Now', align: 'right', rank: 0 },
  { title: 'Change', align: 'right', rank: 0 },
  { title: 'Verdict', align: 'left', rank: 0 },
  { title: 'p-value', align: 'right', rank: 2 },
]

const endpointColumns: readonly Column[] = [
  { title: 'Method', align: 'left', code: true, rank: 1 },
  { title: 'Endpoint', align: 'left', code: true, flexible: 'middle', rank: 0 },
]

const mostEndpoints = 100

/** The whole service against the base, then the endpoints that got clearly better or worse, came or went. */
export function comparisonSections(comparison: ComparedReport, options: ViewOptions): Section[] {
  const sections = [
    overallSection(comparison, options),
    endpointSection(comparison),
    comingsAndGoings(comparison),
  ]
  return sections.filter(section => section !== null)
}

function overallSection({ base, movements }: ComparedReport, options: ViewOptions): Section {
  const overall = movements.filter(({ endpoint }) => endpoint === null)
  return {
    id: 'comparison',
    title: `Against ${sanitise(base.name)}: ${summary(movements)}`,
    table: {
      caption: 'Figures of all requests before and now, with what can be said about the difference',
      columns: [{ title: 'Figure', align: 'left', rank: 0 }, ...figureColumns],
      rows: overall.map(movement => [
        { text: capitalised(seriesName(movement.figure).title) },
        ...figureCells(movement),
      ]),
    },
    notes: [
      `Before: ${counted(base.requests, 'request')}, ${windowText(base, options)}.`,
      'Better and worse are said of differences of 10 % and more that chance alone would hardly make; p-values are adjusted for the number of figures compared.',
    ],
  }
}

/** `3 worse (2 endpoints), 1 better`; of all requests and of each endpoint. */
function summary(movements: readonly Movement[]): string {
  const parts = (['worse', 'better'] as const).flatMap(verdict => {
    const count = movements.filter(each => each.verdict === verdict).length
    return count === 0 ? [] : [`${counted(count, 'figure')} ${verdict}`]
  })
  return parts.length === 0 ? 'no clear change' : parts.join(', ')
}

function figureCells({ figure, before, after, verdict, pValue }: Movement): Cell[] {
  const { format } = seriesName(figure)
  const both = before !== null && after !== null
  const { text, tone } = verdicts[verdict]
  return [
    { text: format(before), sort: before },
    { text: format(after), sort: after },
    format === formatPercent
      ? { text: pointChange(before, after), sort: both ? after - before : null }
      : { text: relativeChange(before, after), sort: both && before !== 0 ? after / before : null },
    { text, tone },
    { text: pValueText(pValue), sort: pValue },
  ]
}

/** As in print: three digits, and never zero. */
function pValueText(pValue: number | null): string {
  if (pValue === null) return noData
  return pValue < 0.001 ? '<0.001' : pValue.toFixed(3)
}

function endpointSection({ movements }: ComparedReport): Section | null {
  const ofEndpoints = movements.filter(({ endpoint }) => endpoint !== null)
  if (ofEndpoints.length === 0) return null
  const title = 'Endpoints that changed'
  const changed = (['worse', 'better'] as const).flatMap(verdict =>
    ofEndpoints.filter(movement => movement.verdict === verdict),
  )
  if (changed.length === 0)
    return { id: 'compared-endpoints', title, notes: ['None of them got clearly better or worse.'] }
  const shown = changed.slice(0, mostEndpoints)
  return {
    id: 'compared-endpoints',
    title,
    table: {
      caption: 'Figures of endpoints that got clearly better or worse',
      columns: [...endpointColumns, { title: 'Figure', align: 'left', rank: 0 }, ...figureColumns],
      rows: shown.map(movement => [
        ...nameCells({ method: movement.method, endpoint: movement.endpoint! }),
        { text: seriesName(movement.figure).title },
        ...figureCells(movement),
      ]),
    },
    notes:
      changed.length === shown.length
        ? []
        : [`${formatInteger(changed.length - shown.length)} more; --format json lists them all.`],
  }
}

function comingsAndGoings({ appeared, vanished }: ComparedReport): Section | null {
  if (appeared.length + vanished.length === 0) return null
  const states = [
    ...appeared.map(named => ({ named, state: 'new' })),
    ...vanished.map(named => ({ named, state: 'gone' })),
  ]
  const shown = states.slice(0, mostEndpoints)
  return {
    id: 'endpoints-new-and-gone',
    title: 'Endpoints new or gone',
    table: {
      caption: 'Endpoints that are only in one of the two reports',
      columns: [...endpointColumns, { title: 'State', align: 'left', rank: 0 }],
      rows: shown.map(({ named, state }) => [...nameCells(named), { text: state }]),
    },
    notes:
      states.length === shown.length
        ? []
        : [`${formatInteger(states.length - shown.length)} more; --format json lists them all.`],
  }
}

function nameCells({ method, endpoint }: NamedEndpoint): Cell[] {
  return [{ text: method === null ? noData : sanitise(method) }, { text: sanitise(endpoint) }]
}

/** Percentiles are written small everywhere. */
function capitalised(text: string): string {
  return /^p\d/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)
}
