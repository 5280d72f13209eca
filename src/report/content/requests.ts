import type { RequestRecord, Snapshot } from '../../model/index.ts'
import {
  clockTime,
  dateTime,
  formatDuration,
  formatInteger,
  formatPercent,
  noData,
  reasonPhrase,
  sanitise,
} from '../../text/index.ts'
import { timeStyle, type ViewOptions } from '../options.ts'
import type { Cell, Section, Tone } from '../section.ts'

export function statusTone(status: number): Tone {
  return status >= 500 ? 'bad' : status >= 400 ? 'warning' : 'plain'
}

export function statusSection({ requests }: Snapshot): Section | null {
  const known = requests.total - requests.statusUnknown
  const rows = Object.entries(requests.statusCodes)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([code, count]): Cell[] => [
      { text: code, sort: Number(code), tone: statusTone(Number(code)) },
      { text: reasonPhrase(Number(code)) },
      { text: formatInteger(count), sort: count },
      { text: formatPercent(count / known), sort: count / known },
    ])
  if (rows.length === 0) return null
  return {
    id: 'statuses',
    title: 'Status codes',
    table: {
      caption: 'Responses by status code',
      columns: [
        { title: 'Status', align: 'left', rank: 0 },
        { title: 'Meaning', align: 'left', flexible: 'end', rank: 1 },
        { title: 'Requests', align: 'right', rank: 0 },
        { title: 'Share', align: 'right', rank: 0 },
      ],
      rows,
    },
    notes:
      requests.statusUnknown === 0
        ? []
        : [`${formatInteger(requests.statusUnknown)} requests without a status.`],
  }
}

export function errorsSection({ topErrors }: Snapshot, limit: number): Section | null {
  if (topErrors.length === 0) return null
  const messages = topErrors.some(({ message }) => message !== null)
  return {
    id: 'errors',
    title: 'Most frequent errors',
    table: {
      caption: 'Errors by status and endpoint, most frequent first',
      columns: [
        { title: 'Requests', align: 'right', rank: 0 },
        { title: 'Status', align: 'left', rank: 0 },
        { title: 'Method', align: 'left', code: true, rank: 0 },
        { title: 'Endpoint', align: 'left', code: true, flexible: 'middle', rank: 0 },
        ...(messages
          ? [{ title: 'Message', align: 'left', code: true, flexible: 'end', rank: 2 } as const]
          : []),
      ],
      rows: topErrors
        .slice(0, limit)
        .map(({ count, status, method, endpoint, message }): Cell[] => [
          { text: formatInteger(count), sort: count },
          { text: String(status), sort: status, tone: statusTone(status) },
          { text: method === null ? noData : sanitise(method) },
          { text: sanitise(endpoint) },
          ...(messages ? [{ text: message === null ? noData : sanitise(message) }] : []),
        ]),
      sortedBy: 0,
    },
  }
}

export function slowestSection(snapshot: Snapshot, options: ViewOptions, limit: number): Section | null {
  const rows = snapshot.slowest
    .filter(({ duration }) => duration !== null)
    .slice(0, limit)
    .map(record => slowRow(record, snapshot, options))
  if (rows.length === 0) return null
  return {
    id: 'slowest',
    title: 'Slowest requests',
    table: {
      caption: 'Single requests, slowest first',
      columns: [
        { title: 'Duration', align: 'right', rank: 0 },
        { title: 'Status', align: 'left', rank: 0 },
        { title: 'Time', align: 'left', rank: 1 },
        { title: 'Method', align: 'left', code: true, rank: 0 },
        { title: 'Path', align: 'left', code: true, flexible: 'middle', rank: 0 },
        { title: 'Client', align: 'left', code: true, flexible: 'middle', rank: 2 },
      ],
      rows,
      sortedBy: 0,
    },
  }
}

function slowRow(record: RequestRecord, { window }: Snapshot, options: ViewOptions): Cell[] {
  const { duration, status, timestamp, method, path, client } = record
  const style = timeStyle(options)
  const time = (window.seconds ?? 0) < 86_400 ? clockTime(timestamp, style) : dateTime(timestamp, style)
  return [
    { text: formatDuration(duration), sort: duration },
    { text: status === 0 ? noData : String(status), sort: status, tone: statusTone(status) },
    { text: time, sort: timestamp },
    { text: method === null ? noData : sanitise(method) },
    { text: sanitise(path) },
    { text: client === null ? noData : sanitise(client) },
  ]
}
