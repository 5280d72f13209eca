import { type IngestCounters, type Snapshot, sumCounts } from '../../model/index.ts'
import { formatBytes, formatInteger, sanitise } from '../../text/index.ts'
import { type Item, item, type Section } from '../section.ts'

export const ignoredTexts: ReadonlyMap<string, string> = new Map([
  ['blank', 'blank'],
  ['notRequest', 'JSON, but not a request'],
  ['joined', 'part of a record already counted'],
  ['duplicate', 'duplicate'],
])

export const rejectedTexts: ReadonlyMap<string, string> = new Map([
  ['notJson', 'not JSON'],
  ['notObject', 'not an object'],
  ['tooLong', 'too long'],
  ['tooDeep', 'nested too deeply'],
  ['badField', 'unusable status or timestamp'],
  ['future', 'in the future'],
])

/** Where every line went. One calm line when all were counted, else one for each loss that happened. */
export function countingSection(snapshot: Snapshot): Section {
  const { ingest, requests } = snapshot
  return {
    id: 'counting',
    title: 'How it was counted',
    items: [item(readText(ingest)), ...lossItems(ingest)],
    notes: [
      `Errors are responses with status 400 and above${requests.statusUnknown > 0 ? ', among those with a status' : ''}; percentiles are nearest-rank, within 1.1 %.`,
    ],
  }
}

export function readText(ingest: IngestCounters): string {
  const { lines, bytes, requests, systemSamples } = ingest
  if (lines === 0) return 'No line has arrived.'
  const samples = systemSamples === 0 ? '' : `, ${plural(systemSamples, 'system sample')}`
  const read = `${plural(lines, 'line')} read (${formatBytes(bytes)}): ${plural(requests, 'request')}${samples}`
  return lines === requests + systemSamples ? `${read}. Every line was understood.` : `${read}.`
}

export function lossItems(ingest: IngestCounters): Item[] {
  const items: Item[] = []
  const add = (count: number, mark: string, text: string, bad = false) => {
    if (count > 0) items.push(item(text, { mark, tone: bad ? 'warning' : 'plain' }))
  }
  const rejected = sumCounts(ingest.rejected)
  const ignored = sumCounts(ingest.ignored)
  const dropped = sumCounts(ingest.dropped)
  add(rejected, 'rejected', `${plural(rejected, 'line')}: ${reasons(ingest.rejected, rejectedTexts)}`, true)
  add(dropped, 'dropped', `${plural(dropped, 'request')}: ${reasons(ingest.dropped, new Map())}`, true)
  add(ingest.gapBytes, 'lost', `${formatBytes(ingest.gapBytes)} were gone before they could be read`, true)
  add(
    ingest.partialBytes,
    'partial',
    `${formatBytes(ingest.partialBytes)}: the last line was not whole`,
    true,
  )
  add(ignored, 'ignored', `${plural(ignored, 'line')}: ${reasons(ingest.ignored, ignoredTexts)}`)
  add(ingest.salvaged, 'salvaged', `${plural(ingest.salvaged, 'request')} from lines that are not valid JSON`)
  add(ingest.outsideWindow, 'outside', `${plural(ingest.outsideWindow, 'request')} outside the window`)
  add(ingest.filtered, 'filtered', `${plural(ingest.filtered, 'request')} did not match the filter`)
  add(
    ingest.folded,
    'folded',
    `${plural(ingest.folded, 'request')} under (other): --max-endpoints was reached`,
  )
  add(ingest.late, 'late', `${plural(ingest.late, 'request')} came after their time had left the live window`)
  add(ingest.skippedBytes, 'skipped', `${formatBytes(ingest.skippedBytes)} before the window were not read`)
  return items
}

function reasons(counts: object, texts: ReadonlyMap<string, string>): string {
  return Object.entries(counts as Record<string, number>)
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => `${formatInteger(count)} ${texts.get(reason) ?? sanitise(reason)}`)
    .join(', ')
}

export function plural(count: number, noun: string): string {
  return `${formatInteger(count)} ${noun}${count === 1 ? '' : 's'}`
}
