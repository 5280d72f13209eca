import { type AppError, usageError } from '../model/index.ts'
import { displayWidth, sanitise } from '../text/index.ts'

/** A stretch of an expression, in UTF-16 units. */
export interface Span {
  readonly from: number
  readonly to: number
}

const margin = '  '
const widest = 76

/**
 * A usage error that shows the expression with a caret under the fault:
 *
 *     unknown field "statsu": column 1
 *       statsu >= 500
 *       ^^^^^^
 *
 * The two lines are part of `place`; what was typed is sanitised in them.
 */
export function fault(text: string, span: Span, message: string, hint?: string): AppError {
  const to = Math.max(span.to, span.from + 1)
  const start = displayWidth(sanitise(text.slice(0, span.from))) > widest ? span.from - widest / 2 : 0
  const before = sanitise(text.slice(start, span.from))
  const marked = sanitise(text.slice(span.from, to)) || ' '
  const after = sanitise(text.slice(to, Math.max(to, start + 2 * widest)))
  const carets = '^'.repeat(Math.max(1, Math.min(displayWidth(marked), 2 * widest)))
  const place = [
    `column ${span.from + 1}`,
    `${margin}${before}${marked}${after}`.trimEnd(),
    `${margin}${' '.repeat(displayWidth(before))}${carets}`,
  ].join('\n')
  return usageError(message, hint === undefined ? { place } : { place, hint })
}

/** What was typed, quoted, short and harmless, for use inside a message. */
export function quoted(text: string): string {
  return `"${sanitise(text.length > 40 ? `${text.slice(0, 39)}…` : text)}"`
}
