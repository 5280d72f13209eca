import { RandomAccessFile } from '../sources/read-at.ts'

/** A range of one file that begins and ends between lines. */
export interface Part {
  /** Number of the input. */
  readonly input: number
  readonly path: string
  readonly from: number
  readonly to: number
}

/** What one thread reads: consecutive parts. */
export type Span = readonly Part[]

const lookAhead = 64 * 1024
const newline = 10

/**
 * The last span is so much longer: what the other threads counted has to be handed over, which this one need not. Of
 * 888 MB read by two threads that are started first of all: 0.65 s with up to 32 MiB, 0.67 s with 48.
 */
const leadBytes = 8 * 1024 * 1024

/**
 * Of a window, so much less of all: what lies before it is no more than counted. With a tenth, the thread that reads
 * that reads some of the window, too, and each has to make ready for it: 0.30 s instead of 0.29 s for 5 minutes of 60.
 */
const leadOfWindow = -0.08

/**
 * Divides files among `threads`, in their order, into spans that take about equally long. Throws `AppError`.
 * @param compared half of them or so is only compared with
 */
export function divide(files: readonly Part[], threads: number, compared = false): Span[] {
  const total = files.reduce((sum, { from, to }) => sum + to - from, 0)
  const lead = compared ? leadOfWindow * total : Math.min(leadBytes, total / 2)
  const endOf = (span: number): number => (span === threads ? total : ((total - lead) / threads) * span)
  const spans: Part[][] = [[]]
  let taken = 0
  for (const file of files) {
    let { from } = file
    while (from < file.to) {
      const room = endOf(spans.length) - taken
      const cut = file.to - from <= room ? file.to : lineEnd(file, Math.floor(from + room))
      spans.at(-1)!.push({ ...file, from, to: cut })
      taken += cut - from
      from = cut
      if (taken >= endOf(spans.length) && spans.length < threads) spans.push([])
    }
  }
  return spans.filter(span => span.length > 0)
}

/** The byte after the line that holds `offset`. */
function lineEnd({ path, to }: Part, offset: number): number {
  const file = new RandomAccessFile(path)
  try {
    for (let at = offset; at < to; at += lookAhead) {
      const index = file.readAt(at, lookAhead).indexOf(newline)
      if (index >= 0) return Math.min(to, at + index + 1)
    }
    return to
  } finally {
    file.close()
  }
}
