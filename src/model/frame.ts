import { ByteWriter } from './bytes.ts'
import { type Distribution, nanosecondsOf } from './distribution.ts'
import type { Rollup } from './rollup.ts'
import { writeSketch } from './sketch-codec.ts'
import type { TopCounter } from './top-counter.ts'

/**
 * A frame holds the rollups of one bucket of time, each under a number of the caller's (which series it is):
 *
 *     version 1 · texts: count, then each · cells: count, then each in ascending order of numbers
 *     cell: number − number of the cell before · length of the rest in bytes · figures · durations · texts
 *
 * Integers are LEB128. Cells can be skipped without reading them, so one series out of many is cheap. What is written
 * here is read by src/numerics/assembly/frame.ts.
 */
export const frameVersion = 1

/** What of a rollup is there. */
const has = { hit: 1, miss: 2, unknown: 4, messages: 8, clients: 16, cacheCounts: 32 } as const

const states = [
  [has.hit, 'hit'],
  [has.miss, 'miss'],
  [has.unknown, 'unknown'],
] as const

/** @param cells numbers must be integers ≥ 0, each once */
export function encodeFrame(cells: Iterable<readonly [number: number, rollup: Rollup]>): Uint8Array {
  const sorted = [...cells].sort((a, b) => a[0] - b[0])
  const texts = new Map<string, number>()
  const body = new ByteWriter()
  const cell = new ByteWriter()
  let last = 0
  for (const [number, rollup] of sorted) {
    cell.clear()
    writeRollup(cell, rollup, texts)
    body.integer(number - last)
    body.integer(cell.length)
    body.bytes(cell.view())
    last = number
  }
  const head = new ByteWriter()
  head.integer(frameVersion)
  head.integer(texts.size)
  for (const text of texts.keys()) head.text(text)
  head.integer(sorted.length)
  head.bytes(body.view())
  return head.view().slice()
}

function writeRollup(writer: ByteWriter, rollup: Rollup, texts: Map<string, number>): void {
  const { errorMessages, clients } = rollup
  const counts = cacheCountsOf(rollup)
  let flags = 0
  for (const [flag, state] of states) if ((rollup[state]?.count ?? 0) > 0) flags |= flag
  if (errorMessages !== null) flags |= has.messages
  if (clients !== null) flags |= has.clients
  if (counts.some(count => count > 0)) flags |= has.cacheCounts
  writer.byte(flags)
  writeStatuses(writer, rollup)
  if (flags & has.cacheCounts) for (const count of counts) writer.integer(count)
  for (const [flag, state] of states) if (flags & flag) writeDistribution(writer, rollup[state]!)
  if (errorMessages !== null) writeTop(writer, errorMessages, texts)
  if (clients !== null) writeTop(writer, clients, texts)
}

/** Hits and misses that the durations do not account for, and records without a lookup. */
function cacheCountsOf({ cacheHits, cacheMisses, cacheOther, hit, miss }: Rollup): number[] {
  return [cacheHits - (hit?.count ?? 0), cacheMisses - (miss?.count ?? 0), cacheOther]
}

function writeStatuses(writer: ByteWriter, rollup: Rollup): void {
  const statuses = [...rollup.statuses()].sort((a, b) => a[0] - b[0])
  writer.integer(rollup.statusUnknown)
  writer.integer(statuses.length)
  for (const [code, count] of statuses) {
    // 2xx, by far the most, and 3xx in one byte.
    writer.integer(code >= 200 ? code - 200 : code + 1000)
    writer.integer(count)
  }
}

/** Durations are mostly whole milli-, micro- or nanoseconds; anything else is written as it is. */
const units = [1e3, 1e6, 1e9] as const
const asDouble = 3

function unitOf(seconds: number): number {
  const unit = units.findIndex(each => Math.floor(seconds * each + 0.5) / each === seconds)
  return unit < 0 || seconds > 4e6 ? asDouble : unit
}

function writeSeconds(writer: ByteWriter, seconds: number, unit: number): void {
  if (unit === asDouble) writer.double(seconds)
  else writer.integer(Math.floor(seconds * units[unit]! + 0.5))
}

const single = 16
const wholeMicroseconds = 32

function writeDistribution(writer: ByteWriter, distribution: Distribution): void {
  const { min, max, sketch } = distribution
  const [seconds, nanoseconds] = distribution.sumParts()
  const minUnit = unitOf(min)
  const maxUnit = unitOf(max)
  const alone = sketch.count === 1 && seconds * 1e9 + nanoseconds === nanosecondsOf(min)
  const micro = nanoseconds % 1000 === 0
  writer.byte(minUnit | (maxUnit << 2) | (alone ? single : 0) | (micro ? wholeMicroseconds : 0))
  writeSeconds(writer, min, minUnit)
  if (alone) return
  writeSeconds(writer, max, maxUnit)
  writer.integer(seconds)
  writer.integer(micro ? nanoseconds / 1000 : nanoseconds)
  writeSketch(writer, sketch)
}

function writeTop(writer: ByteWriter, counter: TopCounter, texts: Map<string, number>): void {
  const top = counter.top()
  writer.integer(counter.floor)
  writer.integer(top.length)
  for (const { value, count, error } of top) {
    let text = texts.get(value)
    if (text === undefined) {
      text = texts.size
      texts.set(value, text)
    }
    writer.integer(text)
    writer.integer(count)
    writer.integer(error)
  }
}
