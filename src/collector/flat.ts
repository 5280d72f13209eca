import { Distribution, Rollup, type Sketch, TopCounter } from '../model/index.ts'
import { ChartCell } from './chart-cell.ts'
import { grown } from './rows.ts'
import type { Interner } from './text-bounds.ts'
import { topCapacity } from './top-capacity.ts'

/** Rollups as two long columns: what one thread hands to another without a copy. Not for keeping. */
export interface Flat {
  readonly numbers: Float64Array
  readonly counts: Uint32Array
}

const distributions = ['hit', 'miss', 'unknown'] as const

export class FlatWriter {
  #numbers: Float64Array = new Float64Array(4096)
  #length = 0
  #counts: Uint32Array = new Uint32Array(16_384)
  #countsLength = 0

  number(value: number): void {
    if (this.#length === this.#numbers.length)
      this.#numbers = grown(this.#numbers, new Float64Array(this.#length * 2))
    this.#numbers[this.#length++] = value
  }

  numbers(...values: readonly number[]): void {
    for (const value of values) this.number(value)
  }

  /** @param texts by which the texts of its counters are numbered */
  rollup(rollup: Rollup, messages: Interner, clients: Interner | null): void {
    const { requests, cacheHits, cacheMisses, cacheOther } = rollup
    this.numbers(requests, cacheHits, cacheMisses, cacheOther, rollup.statusUnknown)
    const statuses = [...rollup.statuses()]
    this.number(statuses.length)
    for (const [code, count] of statuses) this.numbers(code, count)
    for (const state of distributions) this.#distribution(rollup[state])
    this.#top(rollup.errorMessages, messages)
    this.#top(rollup.clients, clients)
  }

  cell(cell: ChartCell): void {
    this.numbers(...cell.counts())
    this.#distribution(cell.durations)
  }

  end(): Flat {
    return {
      numbers: this.#numbers.slice(0, this.#length),
      counts: this.#counts.slice(0, this.#countsLength),
    }
  }

  #distribution(distribution: Distribution | null): void {
    this.number(distribution === null ? 0 : 1)
    if (distribution === null) return
    this.numbers(distribution.min, distribution.max, ...distribution.sumParts())
    this.#sketch(distribution.sketch)
  }

  /** Counts beyond 32 bits stand among the numbers. */
  #sketch({ count, zero, base, counts }: Sketch): void {
    const wide = counts instanceof Float64Array
    this.numbers(count, zero, base, counts.length, wide ? 1 : 0)
    if (wide) {
      for (const each of counts) this.number(each)
      return
    }
    const end = this.#countsLength + counts.length
    if (end > this.#counts.length)
      this.#counts = grown(this.#counts, new Uint32Array(Math.max(end, this.#counts.length * 2)))
    this.#counts.set(counts, this.#countsLength)
    this.#countsLength = end
  }

  #top(counter: TopCounter | null, texts: Interner | null): void {
    const top = counter === null || texts === null ? [] : counter.top()
    this.numbers(counter === null ? 0 : counter.floor, top.length)
    for (const { value, count, error } of top) this.numbers(texts!.idOf(value), count, error)
  }
}

export class FlatReader {
  readonly #numbers: Float64Array
  readonly #counts: Uint32Array
  #at = 0
  #countsAt = 0

  constructor({ numbers, counts }: Flat) {
    this.#numbers = numbers
    this.#counts = counts
  }

  number(): number {
    return this.#numbers[this.#at++]!
  }

  /** @param messages texts by their number in the thread that wrote them */
  rollup(messages: readonly string[], clients: readonly string[] | null): Rollup {
    const rollup = new Rollup()
    rollup.requests = this.number()
    rollup.cacheHits = this.number()
    rollup.cacheMisses = this.number()
    rollup.cacheOther = this.number()
    rollup.statusUnknown = this.number()
    for (let left = this.number(); left > 0; left--) rollup.addStatus(this.number(), this.number())
    for (const state of distributions) rollup[state] = this.#distribution()
    rollup.errorMessages = this.#top(messages)
    rollup.clients = this.#top(clients)
    return rollup
  }

  cell(): ChartCell {
    const cell = new ChartCell()
    cell.addCounts(cell.counts().map(() => this.number()))
    cell.durations = this.#distribution()
    return cell
  }

  #distribution(): Distribution | null {
    if (this.number() === 0) return null
    const distribution = new Distribution()
    const min = this.number()
    const max = this.number()
    distribution.addWholeSeconds(this.number())
    distribution.addFigures(min, max, this.number())
    this.#sketch(distribution.sketch)
    return distribution
  }

  /** The counts stay where they are: a sketch that does not grow any more needs no copy. */
  #sketch(sketch: Sketch): void {
    sketch.count = this.number()
    sketch.zero = this.number()
    sketch.base = this.number()
    const length = this.number()
    if (this.number() === 1) sketch.counts = Float64Array.from({ length }, () => this.number())
    else {
      sketch.counts = this.#counts.subarray(this.#countsAt, this.#countsAt + length)
      this.#countsAt += length
    }
  }

  #top(texts: readonly string[] | null): TopCounter | null {
    const floor = this.number()
    const entries = Array.from({ length: this.number() }, () => {
      const value = texts![this.number()]!
      return { value, count: this.number(), error: this.number() }
    })
    if (entries.length === 0 && floor === 0) return null
    const counter = new TopCounter(topCapacity)
    counter.mergeEntries(entries, floor)
    return counter
  }
}
