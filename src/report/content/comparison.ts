import type { ComparedEndpoint, ComparedFigure, ReportComparison, Verdict } from '../../model/index.ts'
import { formatInteger, formatPercent, noData, sanitise } from '../../text/index.ts'
import type { ViewOptions } from '../options.ts'
import type { Cell, Column, Section, Tone } from '../section.ts'
import { plural } from './counting.ts'
import { pointChange, relativeChange } from './differences.ts'
import { windowText } from './heading.ts'
import { seriesName } from './series-names.ts'

const verdictTexts: Readonly<Record<Verdict, string>> = {
  better: 'better',
  worse: 'worse',
  different: 'different',
  unchanged: 'no clear change',
  notEnoughData: 'not enough data',
}

const verdictTones: Readonly<Record<Verdict, Tone>> = {
  better: 'good',
  worse: 'bad',
  different: 'warning',
  unchanged: 'muted',
  notEnoughData: 'muted',
}

const figureColumns: readonly Column[] = [
  { title: 'Before', align: 'right', rank: 0 },
  { title: 'Now', align: 'right', rank: 0 },
  { title: 'Change', align: 'right', rank: 0 },
  { title: 'Verdict', align: 'left', rank: 0 },
  { title: 'p-value', align: 'right', rank: 2 },
]

/** The whole service against the base, then every endpoint of which something can be said. */
export function comparisonSections(comparison: ReportComparison, options: ViewOptions): Section[] {
  const sections = [
    overallSection(comparison, options),
    endpointSection(comparison),
    comingsAndGoings(comparison),
  ]
  return sections.filter(section => section !== null)
}

function overallSection({ base, window, figures, method }: ReportComparison, options: ViewOptions): Section {
  return {
    id: 'comparison',
    title: `Against ${sanitise(base)}: ${summary(figures)}`,
    table: {
      caption: 'Figures before and now, with what can be said about the difference',
      columns: [{ title: 'Figure', align: 'left', rank: 0 }, ...figureColumns],
      rows: figures.map(figure => [
        { text: capitalised(seriesName(figure.figure).title) },
        ...figureCells(figure),
      ]),
    },
    notes: [`Before: ${windowText({ window }, options)}.`, sanitise(method)].filter(note => note !== ''),
  }
}

function summary(figures: readonly ComparedFigure[]): string {
  const count = (verdict: Verdict) => figures.filter(each => each.verdict === verdict).length
  const parts = [
    [count('worse'), 'worse'],
    [count('better'), 'better'],
  ] as const
  const said = parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${plural(number, 'figure')} ${word}`)
  return said.length === 0 ? 'no clear change' : said.join(', ')
}

function figureCells({ figure, before, after, verdict, pValue }: ComparedFigure): Cell[] {
  const { format } = seriesName(figure)
  const both = before !== null && after !== null
  const isShare = format === formatPercent
  const ratio = both && before !== 0 ? after / before : null
  return [
    { text: format(before), sort: before },
    { text: format(after), sort: after },
    isShare
      ? { text: pointChange(before, after), sort: both ? after - before : null }
      : { text: relativeChange(before, after), sort: ratio },
    { text: verdictTexts[verdict], tone: verdictTones[verdict] },
    { text: pValueText(pValue), sort: pValue },
  ]
}

/** As in print: three digits, and never zero. */
function pValueText(pValue: number | null): string {
  if (pValue === null) return noData
  return pValue < 0.001 ? '<0.001' : pValue.toFixed(3)
}

function endpointSection({ endpoints }: ReportComparison): Section | null {
  const changed = endpoints.flatMap(endpoint =>
    endpoint.figures
      .filter(({ verdict }) => verdict === 'worse' || verdict === 'better')
      .map(figure => ({ endpoint, figure })),
  )
  if (endpoints.length === 0) return null
  const title = 'Endpoints that changed'
  if (changed.length === 0)
    return { id: 'compared-endpoints', title, notes: ['None of them got clearly better or worse.'] }
  return {
    id: 'compared-endpoints',
    title,
    table: {
      caption: 'Figures of endpoints that got clearly better or worse',
      columns: [
        { title: 'Method', align: 'left', code: true, rank: 1 },
        { title: 'Endpoint', align: 'left', code: true, flexible: 'middle', rank: 0 },
        { title: 'Figure', align: 'left', rank: 0 },
        ...figureColumns,
      ],
      rows: [...changed]
        .sort((a, b) => Number(b.figure.verdict === 'worse') - Number(a.figure.verdict === 'worse'))
        .map(({ endpoint, figure }) => [
          { text: methodText(endpoint) },
          { text: sanitise(endpoint.endpoint) },
          { text: seriesName(figure.figure).title },
          ...figureCells(figure),
        ]),
    },
  }
}

function comingsAndGoings({ endpoints }: ReportComparison): Section | null {
  const appeared = endpoints.filter(({ requests }) => requests.before === 0 && requests.after > 0)
  const gone = endpoints.filter(({ requests }) => requests.before > 0 && requests.after === 0)
  if (appeared.length + gone.length === 0) return null
  return {
    id: 'endpoints-new-and-gone',
    title: 'Endpoints new or gone',
    table: {
      caption: 'Endpoints that are only in one of the two reports',
      columns: [
        { title: 'Method', align: 'left', code: true, rank: 0 },
        { title: 'Endpoint', align: 'left', code: true, flexible: 'middle', rank: 0 },
        { title: 'State', align: 'left', rank: 0 },
        { title: 'Requests', align: 'right', rank: 0 },
      ],
      rows: [
        ...appeared.map(each => rowOf(each, 'new', each.requests.after)),
        ...gone.map(each => rowOf(each, 'gone', each.requests.before)),
      ].slice(0, 50),
    },
  }
}

function rowOf(endpoint: ComparedEndpoint, state: string, requests: number): Cell[] {
  return [
    { text: methodText(endpoint) },
    { text: sanitise(endpoint.endpoint) },
    { text: state },
    { text: formatInteger(requests), sort: requests },
  ]
}

function methodText({ method }: ComparedEndpoint): string {
  return method === null ? noData : sanitise(method)
}

/** Percentiles are written small everywhere. */
function capitalised(text: string): string {
  return /^p\d/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)
}
