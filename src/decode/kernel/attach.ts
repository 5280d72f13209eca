import { allColumns, defaults } from '../options.ts'
import type { Parts } from '../parts.ts'
import { canReadExtras } from './keys.ts'
import { loadKernel, noLane } from './load.ts'
import { type GeneralState, ignoredSlots, LineScanner } from './scanner.ts'

/** A scanner for the ordinary lines of a source whose units are settled; `null` where there can be none. */
export function makeScanner(parts: Parts, advance: (end: number) => void): LineScanner | null {
  const { options, tree, book, builder, zone, timestampUnit, durationUnit } = parts
  const extraFields = options.extraFields ?? []
  if (options.kernel === 'off' || !canReadExtras(extraFields)) return null
  let scanner: LineScanner | null = null
  const kernel = loadKernel((...combo) => scanner?.tallier?.laneOf(...combo) ?? noLane)
  if (kernel === null) return null
  const tally = extraFields.length > 0 ? null : (options.tally ?? null)
  scanner = new LineScanner(kernel, {
    tree,
    book,
    builder,
    general: generalState(parts, advance),
    zone,
    timestampUnit,
    durationUnit,
    extraFields,
    ignored: ignoredSlots(options.columns ?? allColumns),
    maxLineBytes: options.maxLineBytes ?? defaults.maxLineBytes,
    maxDepth: options.maxDepth ?? defaults.maxDepth,
    keepLines: options.keepLines === true,
    tellsCalls: path => parts.records.calls.isToldBy(path),
    tally,
  })
  return scanner
}

function generalState(parts: Parts, advance: (end: number) => void): GeneralState {
  const { options, builder, parser, records, lines, future, observer } = parts
  const maxRows = options.maxBatchRows ?? defaults.maxBatchRows
  return {
    get ready() {
      return !parser.learning && !records.piecesWait && !lines.partsWait
    },
    get idsMatter() {
      return records.twoLines.joins.startsWait || records.openings.waits
    },
    get endsMatter() {
      return records.openings.habits.byId
    },
    get sentencesMatter() {
      return !records.retold.refused
    },
    get latest() {
      return future.latest
    },
    get lastTold() {
      return records.duplicates.lastTold
    },
    get requests() {
      return builder.counters.requests - builder.counters.salvaged
    },
    get others() {
      return builder.counters.ignored.notRequest
    },
    get room() {
      return maxRows - builder.length
    },
    arrivalTime: () => {
      observer.untimed = true
      return options.clock.now()
    },
    forgetLast: () => records.duplicates.forgetLast(),
    added: (requests, others, end) => {
      const { counters } = builder
      counters.lines += requests + others
      counters.requests += requests
      counters.ignored.notRequest += others
      advance(end)
    },
  }
}
