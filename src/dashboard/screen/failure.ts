import type { AppError } from '../../model/index.ts'
import type { Failure } from '../state.ts'

/**
 * An error as the screen shows it. The place of a fault in an expression is three lines: where, the
 * expression, carets under the fault; the prompt marks those columns in what was typed instead.
 */
export function failureOf(error: AppError): Failure {
  const hint = error.hint ?? null
  const [where, , carets] = error.place?.split('\n') ?? []
  const marked = /^ {2}( *)(\^+)$/.exec(carets ?? '')
  if (marked !== null) {
    const from = marked[1]!.length
    return { message: error.message, hint, mark: { from, to: from + marked[2]!.length } }
  }
  return { message: where === undefined ? error.message : `${error.message}: ${where}`, hint }
}
