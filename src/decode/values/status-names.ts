import { reasonPhrases } from '../../text/index.ts'
import { invalidStatus, unknownStatus } from './status.ts'

/** Names that some of them had before, or that are written without what is said beside. */
const former: Readonly<Record<string, number>> = {
  payloadtoolarge: 413,
  requestentitytoolarge: 413,
  requesturitoolong: 414,
  requestedrangenotsatisfiable: 416,
  unprocessableentity: 422,
  redirect: 302,
  imateapot: 418,
  clientclosedrequest: 499,
}

const codes = new Map<string, number>([
  ...Object.entries(reasonPhrases)
    .filter(([code]) => Number(code) >= 200)
    .map(([code, phrase]): [string, number] => [letters(phrase), Number(code)]),
  ...Object.entries(former),
])

/** What people write who do not write a code: a request, but nobody knows how it was answered. */
const outcomes = /^(ok|success|succeeded|successful|completed|error|errored|fail|failed|failure|aborted)$/i

/**
 * A status that is told by its name alone, however it is spelt: `NOT_FOUND`, `NotFound`, `HttpStatus.NOT_FOUND`,
 * `:not_found`. `ok` in small letters, beside `error`, may mean any of many.
 * @returns `unknownStatus` for a mere outcome, `invalidStatus` for any other text
 */
export function statusNamed(text: string): number {
  if (text.length < 2 || text.length > 60) return invalidStatus
  const code =
    text === 'ok' ? undefined : codes.get(letters(text.slice(/^(?:\w*[.:])*/.exec(text)![0].length)))
  return code ?? (outcomes.test(text) ? unknownStatus : invalidStatus)
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, '')
}
