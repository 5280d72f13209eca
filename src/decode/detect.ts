import { PlainDecoder } from './decoder.ts'
import type { DecodeOptions } from './options.ts'
import type { DecodePlan } from './plan.ts'

const newline = 10

/**
 * Decides everything about a file from parts of it: its head, then its middle and tail, which may begin and end
 * within lines. The plan is plain data; every decoder that is given it reads every line alike.
 */
export function detect(samples: readonly Uint8Array[], options: DecodeOptions): DecodePlan {
  const decoder = new PlainDecoder({ ...options, plan: undefined, extraFields: [], keepLines: false }, false)
  samples.forEach((sample, index) => {
    const start = index === 0 ? 0 : sample.indexOf(newline) + 1
    const bytes = sample.subarray(start)
    if (bytes.length === 0) return
    decoder.write(bytes, { identity: String(index), offset: bytes.length })
    decoder.boundary(samples.length === 1)
  })
  decoder.settle()
  return decoder.plan!
}
