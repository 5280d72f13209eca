import { begin, memory, put } from '../../numerics/index.ts'

/** The best cuts of one series into k + 1 stretches of constant level, for every k up to a limit. */
export interface Segmentation {
  /** `gains[k - 1]`: by how much k cuts lower the sum of squares. */
  readonly gains: readonly number[]
  /** First indices of the stretches after the first, for k cuts. */
  cuts(k: number): number[]
}

export function segment(values: Float64Array, most: number, shortest: number): Segmentation {
  const code = begin()
  code.segment(put(values), values.length, most, shortest)
  const cuts = Array.from({ length: most }, (_, i) => {
    const address = code.allocate(4 * (i + 1))
    code.cutsInto(address, i + 1)
    return Array.from(memory().words.subarray(address / 4, address / 4 + i + 1))
  })
  return { gains: Array.from({ length: most }, (_, i) => code.gainOf(i + 1)), cuts: k => cuts[k - 1]! }
}
