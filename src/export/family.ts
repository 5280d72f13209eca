import { sanitise } from '../text/index.ts'

/** Metrics of one name, as both formats know them. */
export interface Family {
  /** Of a counter without `_total`. Ends with the unit, where there is one. */
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly unit?: 'seconds' | 'bytes' | 'ratio'
  readonly help: string
  readonly samples: readonly Sample[]
}

export type Labels = Readonly<Record<string, string>>

export interface Sample {
  readonly labels: Labels
  readonly value: number | Histogram
}

export interface Histogram {
  /** Up to each edge and beyond the last one, not yet added up. */
  readonly counts: readonly number[]
  readonly edges: readonly number[]
  readonly sum: number
}

/** Label values as they are written: texts from logs are hostile until then, and half an emoji is no UTF-8. */
export function cleanLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, sanitise(value)]))
}
