import { Cache } from './batch.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import { type Distribution, nanosecondsOf } from './distribution.ts'
import { Rollup } from './rollup.ts'
import { readSketch, writeSketch } from './sketch-codec.ts'
import type { TopCount } from './snapshot.ts'
import { TopCounter } from './top-counter.ts'

/**
 * A frame holds the rollups of one bucket of time, each under a number of the caller's (which series it is):
 *
 *     version 1 · texts: count, then each · cells: count, then each in ascending order of numbers
 *     cell: number − number of the cell before · length of the rest in bytes · figures · durations · texts
 *
 * Integers are LEB128. Cells can be skipped without reading them, so one series out of many is cheap.
 */
const version = 1

/** What of a rollup is there. */
const has = { hit: 1, miss: 2, unknown: 4, messages: 8, clients: 16, cacheCounts: 32 } as const

const states = [
  [has.hit, Cache.hit, 'hit'],
  [has.miss, Cache.miss, 'miss'],
  [has.unknown, Cache.unknown, 'unknown'],
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
  head.integer(version)
  head.integer(texts.size)
  for (const text of texts.keys()) head.text(text)
  head.integer(sorted.length)
  head.bytes(body.view())
  return head.view().slice()
}

/** All rollups of a frame by their numbers. @throws RangeError if it is none */
export function decodeFrame(frame: Uint8Array): Map<number, Rollup> {
  const rollups = new Map<number, Rollup>()
  mergeFrame(frame, number => {
    const rollup = new Rollup()
    rollups.set(number, rollup)
    return rollup
  })
  return rollups
}

export interface MergeFrameOptions {
  /** Without messages and clients. */
  readonly figuresOnly?: boolean
  /** Cells with a higher number are left unread. */
  readonly upTo?: number
}

/**
 * Adds the rollups of a frame to those that `target` names; `null` skips one at next to no cost.
 * @throws RangeError if it is no frame
 */
export function mergeFrame(
  frame: Uint8Array,
  target: (number: number) => Rollup | null,
  { figuresOnly = false, upTo = Number.POSITIVE_INFINITY }: MergeFrameOptions = {},
): void {
  const reader = new ByteReader(frame)
  if (reader.integer() !== version) throw new RangeError('not a frame of version 1')
  const texts = new Texts(frame, reader)
  const all = upTo === Number.POSITIVE_INFINITY
  if (all) reader.share(frame.length)
  let number = 0
  for (let left = reader.integer(); left > 0; left--) {
    number += reader.integer()
    const length = reader.integer()
    const end = reader.position + length
    if (number > upTo) return
    if (!all) reader.share(end)
    const rollup = target(number)
    if (rollup === null) reader.position = end
    else if (figuresOnly) {
      readFigures(reader, rollup)
      reader.position = end
    } else readRollup(reader, rollup, texts)
    if (reader.position !== end) throw new RangeError('a cell of another length than it says')
  }
  if (!reader.atEnd) throw new RangeError('goes on after its end')
}

/** The texts of a frame, each read when it is first asked for: most readers want few of them, or none. */
class Texts {
  readonly #frame: Uint8Array
  readonly #count: number
  readonly #start: number
  /** Where each begins and ends; found with the first that is asked for. */
  #ends: number[] | null = null
  readonly #texts: string[] = []

  /** Moves the reader behind them. */
  constructor(frame: Uint8Array, reader: ByteReader) {
    this.#frame = frame
    this.#count = reader.integer()
    this.#start = reader.position
    for (let left = this.#count; left > 0; left--) {
      const length = reader.integer()
      reader.position += length
    }
  }

  at(index: number): string {
    const known = this.#texts[index]
    if (known !== undefined) return known
    if (index >= this.#count) throw new RangeError('a text that is not there')
    this.#ends ??= this.#find()
    const text = decoder.decode(this.#frame.subarray(this.#ends[2 * index], this.#ends[2 * index + 1]))
    this.#texts[index] = text
    return text
  }

  #find(): number[] {
    const reader = new ByteReader(this.#frame)
    reader.position = this.#start
    const ends: number[] = []
    for (let left = this.#count; left > 0; left--) {
      const length = reader.integer()
      ends.push(reader.position, reader.position + length)
      reader.position += length
    }
    return ends
  }
}

const decoder = new TextDecoder()

function writeRollup(writer: ByteWriter, rollup: Rollup, texts: Map<string, number>): void {
  const { errorMessages, clients } = rollup
  const counts = cacheCountsOf(rollup)
  let flags = 0
  for (const [flag, , state] of states) if ((rollup[state]?.count ?? 0) > 0) flags |= flag
  if (errorMessages !== null) flags |= has.messages
  if (clients !== null) flags |= has.clients
  if (counts.some(count => count > 0)) flags |= has.cacheCounts
  writer.byte(flags)
  writeStatuses(writer, rollup)
  if (flags & has.cacheCounts) for (const count of counts) writer.integer(count)
  for (const [flag, , state] of states) if (flags & flag) writeDistribution(writer, rollup[state]!)
  if (errorMessages !== null) writeTop(writer, errorMessages, texts)
  if (clients !== null) writeTop(writer, clients, texts)
}

function readRollup(reader: ByteReader, into: Rollup, texts: Texts): void {
  const flags = readFigures(reader, into)
  if (flags & has.messages) readTop(reader, (into.errorMessages ??= new TopCounter()), texts)
  if (flags & has.clients) readTop(reader, (into.clients ??= new TopCounter()), texts)
}

/** All but messages and clients, whose flags it returns. */
function readFigures(reader: ByteReader, into: Rollup): number {
  const flags = reader.byte()
  into.requests += readStatuses(reader, into)
  if (flags & has.cacheCounts) {
    into.cacheHits += reader.integer()
    into.cacheMisses += reader.integer()
    into.cacheOther += reader.integer()
  }
  for (const [flag, cache] of states) {
    if (!(flags & flag)) continue
    const count = readDistribution(reader, into.durationsOf(cache))
    if (cache === Cache.hit) into.cacheHits += count
    else if (cache === Cache.miss) into.cacheMisses += count
  }
  return flags
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

function readStatuses(reader: ByteReader, into: Rollup): number {
  const unknown = reader.integer()
  let requests = unknown
  into.addStatus(0, unknown)
  for (let left = reader.integer(); left > 0; left--) {
    const code = reader.integer()
    const count = reader.integer()
    into.addStatus(code >= 1000 ? code - 1000 : code + 200, count)
    requests += count
  }
  return requests
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

function readSeconds(reader: ByteReader, unit: number): number {
  return unit === asDouble ? reader.double() : reader.integer() / units[unit]!
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

/** How many durations were added. */
function readDistribution(reader: ByteReader, into: Distribution): number {
  const flags = reader.byte()
  const min = readSeconds(reader, flags & 3)
  if (flags & single) {
    into.add(min)
    return 1
  }
  const max = readSeconds(reader, (flags >> 2) & 3)
  const seconds = reader.integer()
  const fraction = reader.integer()
  const before = into.sketch.count
  readSketch(reader, into.sketch)
  into.addFigures(min, max, flags & wholeMicroseconds ? fraction * 1000 : fraction)
  into.addWholeSeconds(seconds)
  return into.sketch.count - before
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

function readTop(reader: ByteReader, into: TopCounter, texts: Texts): void {
  const floor = reader.integer()
  const entries: TopCount[] = []
  for (let left = reader.integer(); left > 0; left--) {
    const value = texts.at(reader.integer())
    entries.push({ value, count: reader.integer(), error: reader.integer() })
  }
  into.mergeEntries(entries, floor)
}
