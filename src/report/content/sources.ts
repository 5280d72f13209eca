import type { FieldDescription, Snapshot, SourceFormat, SourceState } from '../../model/index.ts'
import { counted, formatBytes, sanitise } from '../../text/index.ts'
import { type Item, item, type Section } from '../section.ts'

/** What was recognised in each source, and which guesses the reader should settle. */
export function sourcesSection({ sources }: Snapshot, limit: number): Section | null {
  if (sources.length === 0) return null
  const shown = sources.slice(0, limit)
  const left = sources.length - shown.length
  return {
    id: 'sources',
    title: 'Sources',
    items: shown.map(sourceItem),
    notes: left === 0 ? [] : [`${counted(left, 'more source')}.`],
  }
}

function sourceItem(source: SourceState): Item {
  const doubts = doubtfulFields(source)
  const notes = source.format.notes.map(note => sentence(sanitise(note)))
  const failed = source.state === 'failed'
  return item(`${sanitise(source.name)}: ${stateOrFormat(source)}`, {
    tone: failed ? 'bad' : doubts.length > 0 ? 'warning' : 'plain',
    more: [...doubts, ...notes, ...troubles(source)],
  })
}

function stateOrFormat({ format, state, message }: SourceState): string {
  if (state === 'failed') return `failed${message === null ? '' : `, ${sanitise(message)}`}`
  return format.name === null && message !== null ? sanitise(message) : recognised(format)
}

/** `caddy format in docker, durations in seconds`. */
export function recognised({ name, wrappers, fields }: SourceFormat): string {
  if (name === null) return 'nothing recognised'
  const wrapped = wrappers.length === 0 ? '' : ` in ${wrappers.map(sanitise).join(', ')}`
  const unit = fields.duration?.unit
  const durations = unit === undefined ? '' : `, durations in ${units[unit] ?? sanitise(unit)}`
  const known = name === 'generic' ? 'fields found by their names and values' : `${sanitise(name)} format`
  return `${known}${wrapped}${durations}`
}

const units: Readonly<Record<string, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
}

function doubtfulFields({ format }: SourceState): string[] {
  return Object.entries(format.fields)
    .filter(([, field]) => field.certain === false)
    .map(([name, field]) => doubt(name, field))
}

function doubt(name: string, { path, unit, why, flag }: FieldDescription): string {
  const as = unit === undefined ? '' : ` was read as ${sanitise(unit)}`
  const because = why === undefined ? '' : ` (${sanitise(why)})`
  const settle = flag === undefined ? '' : `; ${sanitise(flag)} settles it`
  return `Not certain: ${name} from "${sanitise(path)}"${as}${because}${settle}.`
}

function troubles({ rotations, truncations, gapBytes }: SourceState): string[] {
  const parts = []
  if (rotations > 0) parts.push(`rotated ${counted(rotations, 'time')}`)
  if (truncations > 0) parts.push(`truncated ${counted(truncations, 'time')}`)
  if (gapBytes > 0) parts.push(`${formatBytes(gapBytes)} lost`)
  return parts.length === 0 ? [] : [sentence(parts.join(', '))]
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
