import { type IngestCounters, type Snapshot, sumCounts } from '../../model/index.ts'
import { counted, formatBytes, formatInteger, sanitise } from '../../text/index.ts'
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
    items: [item(isRecorded(snapshot) ? recordedText(ingest) : readText(ingest)), ...lossItems(ingest)],
    notes: [
      `Errors are responses with status 400 and above${requests.statusUnknown > 0 ? ', among those with a status' : ''}; percentiles are nearest-rank, within 1.1 %.`,
    ],
  }
}

/** Whether all of it was read by somebody else, before. */
export function isRecorded({ sources }: Snapshot): boolean {
  return sources.length > 0 && sources.every(({ kind }) => kind === 'history')
}

/** History keeps requests, not lines: what was refused is told by whoever recorded it. */
function recordedText({ requests }: IngestCounters): string {
  return `${counted(requests, 'request')} from history.`
}

export function readText(ingest: IngestCounters): string {
  const { lines, bytes, requests, systemSamples } = ingest
  if (lines === 0) return 'No line has arrived.'
  const samples = systemSamples === 0 ? '' : `, ${counted(systemSamples, 'system sample')}`
  const read = `${counted(lines, 'line')} read (${formatBytes(bytes)}): ${counted(requests, 'request')}${samples}`
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
  add(rejected, 'rejected', `${counted(rejected, 'line')}: ${reasons(ingest.rejected, rejectedTexts)}`, true)
  add(dropped, 'dropped', `${counted(dropped, 'request')}: ${reasons(ingest.dropped, new Map())}`, true)
  add(ingest.gapBytes, 'lost', `${formatBytes(ingest.gapBytes)} were gone before they could be read`, true)
  add(
    ingest.partialBytes,
    'partial',
    `${formatBytes(ingest.partialBytes)}: the last line was not whole`,
    true,
  )
  add(ignored, 'ignored', `${counted(ignored, 'line')}: ${reasons(ingest.ignored, ignoredTexts)}`)
  add(
    ingest.salvaged,
    'salvaged',
    `${counted(ingest.salvaged, 'request')} from lines that are not valid JSON`,
  )
  add(ingest.outsideWindow, 'outside', `${counted(ingest.outsideWindow, 'request')} outside the window`)
  add(ingest.filtered, 'filtered', `${counted(ingest.filtered, 'request')} did not match the filter`)
  add(
    ingest.folded,
    'folded',
    `${counted(ingest.folded, 'request')} under (other): --max-endpoints was reached`,
  )
  add(
    ingest.late,
    'late',
    `${counted(ingest.late, 'request')} came after their time had left the live window`,
  )
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
