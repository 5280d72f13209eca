import { parseMethod } from './method.ts'
import { isAbsent, looksLikePath } from './path.ts'

export interface RequestLine {
  readonly method: string | null
  /** As written, not yet normalised. */
  readonly target: string | null
}

const nothing: RequestLine = { method: null, target: null }

/** `GET /p HTTP/1.1`, `GET /p`, a bare verb (Fastly), a bare path (Apache `%U`) or `<WSGIRequest: GET '/p'>`. */
export function parseRequestLine(value: unknown): RequestLine {
  if (typeof value !== 'string' || isAbsent(value)) return nothing
  const text = value.startsWith('<WSGIRequest: ') ? value.slice(14, -1).replaceAll("'", '') : value
  if (looksLikePath(text)) return { method: null, target: untilProtocol(text) }
  const space = text.indexOf(' ')
  if (space < 0) return { method: parseMethod(text), target: null }
  const method = parseMethod(text.slice(0, space))
  if (method === null) return nothing
  const target = untilProtocol(text.slice(space + 1))
  return { method, target: isAbsent(target) ? null : target }
}

function untilProtocol(text: string): string {
  const protocol = text.lastIndexOf(' HTTP/')
  return (protocol < 0 ? text : text.slice(0, protocol)).trim()
}
