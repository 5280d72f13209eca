import { type Rollup, TopCounter } from '../model/index.ts'
import type { Breakdown } from './breakdown.ts'
import { Figures } from './figures.ts'
import { cacheOfKey, type Rows, seriesOfKey } from './rows.ts'
import type { Shared } from './shared.ts'
import { cellOf } from './slot.ts'
import { TextCounts } from './text-counts.ts'

/** Rows of one second, source, endpoint and cache state: read once, then added to whatever counts them. */
export class Run {
  second = 0
  series = 0
  source = 0
  /** Of source and series. */
  cell = 0
  readonly #shared: Shared
  readonly #figures = new Figures()
  readonly #messages = new TextCounts()
  readonly #clients = new TextCounts()
  #cache = 0
  #rows!: Rows
  #order!: Int32Array
  #start = 0
  #end = 0

  constructor(shared: Shared) {
    this.#shared = shared
  }

  get requests(): number {
    return this.#figures.requests
  }

  get figures(): Figures {
    return this.#figures
  }

  /** Reads rows `order[start]` … `order[end − 1]`. */
  read(rows: Rows, order: Int32Array, start: number, end: number, second: number): void {
    const row = order[start]!
    const key = rows.key[row]!
    this.second = second
    this.series = seriesOfKey(key)
    this.source = rows.source[row]!
    this.cell = cellOf(this.source, this.series)
    this.#cache = cacheOfKey(key)
    this.#rows = rows
    this.#order = order
    this.#start = start
    this.#end = end
    this.#figures.read(rows, order, start, end, this.#cache)
    this.#messages.read(rows.message, order, start, end)
    if (rows.client !== null) this.#clients.read(rows.client, order, start, end)
  }

  addTo(rollup: Rollup): void {
    this.addFiguresTo(rollup)
    this.addTextsTo(rollup)
  }

  /** Without messages and clients. */
  addFiguresTo(rollup: Rollup): void {
    this.#figures.addToRollup(rollup, this.#cache)
  }

  /** @param capacity of counters that are made for it */
  addTextsTo(rollup: Rollup, capacity?: number): void {
    const { messages, clients } = this.#shared
    if (this.#messages.ids.length > 0) {
      rollup.errorMessages ??= new TopCounter(capacity)
      addTexts(rollup.errorMessages, this.#messages, messages.texts)
    }
    if (clients !== null && this.#clients.ids.length > 0) {
      rollup.clients ??= new TopCounter(capacity)
      addTexts(rollup.clients, this.#clients, clients.texts)
    }
  }

  /** To the rollups of its groups: mostly one for all rows. */
  addToGroups(groups: Breakdown): void {
    const { group, status, duration, bucket } = this.#rows
    if (group === null) return
    const order = this.#order
    const first = group[order[this.#start]!]!
    let at = this.#start + 1
    while (at < this.#end && group[order[at]!] === first) at++
    if (at === this.#end) {
      this.addFiguresTo(groups.of(first))
      return
    }
    for (let p = this.#start; p < this.#end; p++) {
      const row = order[p]!
      groups.of(group[row]!).addBucketed(status[row]!, duration[row]!, bucket[row]!, this.#cache)
    }
  }
}

function addTexts(counter: TopCounter, counts: TextCounts, texts: readonly string[]): void {
  for (const id of counts.ids) counter.add(texts[id]!, counts.countOf(id))
}
