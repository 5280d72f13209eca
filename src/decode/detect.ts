import { PlainDecoder } from './decoder.ts'
import type { DecodeOptions } from './options.ts'
import type { DecodePlan } from './plan.ts'

const newline = 10

/** Of the first of several samples, two of eight parts are enough where the second is like the first. */
const partBytes = 16 * 1024

/**
 * Decides everything about a file from parts of it: its head, then its middle and tail, which may begin and end
 * within lines. The plan is plain data; every decoder that is given it reads every line alike.
 */
export function detect(samples: readonly Uint8Array[], options: DecodeOptions): DecodePlan {
  const decoder = new PlainDecoder({ ...options, plan: undefined, extraFields: [], keepLines: false }, false)
  samples.forEach((sample, index) => {
    if (index === 0 && samples.length > 1) readHead(decoder, sample)
    else {
      const start = index === 0 ? 0 : sample.indexOf(newline) + 1
      const bytes = sample.subarray(start)
      if (bytes.length > 0) decoder.write(bytes, { identity: String(index), offset: bytes.length })
    }
    decoder.boundary(samples.length === 1)
  })
  decoder.settle()
  return decoder.plan!
}

/** As much of a head as tells something new: a third of the time for a log whose lines are all alike. */
function readHead(decoder: PlainDecoder, head: Uint8Array): void {
  let before = -1
  for (let from = 0; from < head.length; ) {
    const cut = from < 2 * partBytes ? head.indexOf(newline, from + partBytes) + 1 : 0
    const to = cut === 0 ? head.length : cut
    decoder.write(head.subarray(from, to), { identity: '0', offset: to })
    from = to
    const { others, room } = decoder.variety
    if (others === 0 && room === before) return
    before = room
  }
}
