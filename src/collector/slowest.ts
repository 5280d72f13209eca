import type { RequestRecord } from '../model/index.ts'

export const slowestKept = 100

/** Slower first; among equals a fixed order, so that the same requests give the same list in any order. */
export function compareSlowest(a: RequestRecord, b: RequestRecord): number {
  return (
    (b.duration ?? -1) - (a.duration ?? -1) ||
    b.timestamp - a.timestamp ||
    compareTexts(a.endpoint, b.endpoint) ||
    compareTexts(a.method ?? '', b.method ?? '') ||
    compareTexts(a.path, b.path) ||
    a.status - b.status ||
    compareTexts(a.line ?? '', b.line ?? '')
  )
}

/** By code units, as sorting by default does. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The slowest requests of all that were offered. */
export class SlowestList {
  /** Below this duration nothing gets in any more. */
  threshold = 0
  #records: RequestRecord[] = []

  add(record: RequestRecord): void {
    this.#records.push(record)
    if (this.#records.length >= 2 * slowestKept) this.#cut()
  }

  merge(records: readonly RequestRecord[]): void {
    for (const record of records) this.add(record)
  }

  /** Slowest first. */
  list(): readonly RequestRecord[] {
    this.#cut()
    return [...this.#records]
  }

  #cut(): void {
    this.#records.sort(compareSlowest)
    this.#records.length = Math.min(this.#records.length, slowestKept)
    if (this.#records.length === slowestKept) this.threshold = this.#records[slowestKept - 1]!.duration!
  }
}
