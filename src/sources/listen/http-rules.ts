import type { IncomingMessage } from 'node:http'
import { bearerToken, sameSecret } from './token.ts'

/** Why a request is not served: a status of RFC 9110, a sentence, and headers that go with it. */
export class Refusal extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }

  get closes(): boolean {
    return 'Connection' in this.headers
  }
}

/** What shippers and `curl --data-binary` send; anything else is not lines of JSON. */
const mediaTypes = new Set([
  'application/json',
  'application/jsonl',
  'application/json-lines',
  'application/jsonlines',
  'application/ndjson',
  'application/octet-stream',
  'application/x-json-stream',
  'application/x-jsonlines',
  'application/x-ndjson',
  'application/x-www-form-urlencoded',
  'text/plain',
])

const codings = new Set(['', 'identity', 'gzip', 'x-gzip'])

/** Throws a `Refusal` unless the request is one of the two that are served. Looks at nothing but the headers. */
export function checkRequest(
  request: IncomingMessage,
  token: string | undefined,
  bodyLimit: number,
): 'health' | 'events' {
  const path = (request.url ?? '').split('?', 1)[0]
  if (path === '/healthz') {
    if (request.method === 'GET' || request.method === 'HEAD') return 'health'
    throw new Refusal(405, 'only GET is served here', { Allow: 'GET, HEAD' })
  }
  if (path !== '/v1/events') throw new Refusal(404, 'send events to /v1/events')
  if (request.method !== 'POST') throw new Refusal(405, 'only POST is served here', { Allow: 'POST' })
  checkSender(request, token)
  checkContent(request, bodyLimit)
  return 'events'
}

function checkSender({ headers }: IncomingMessage, token: string | undefined): void {
  if (token !== undefined && token !== '') {
    const given = bearerToken(headers.authorization)
    if (given === null || !sameSecret(given, token))
      throw new Refusal(401, 'the right token is needed: Authorization: Bearer TOKEN', {
        'WWW-Authenticate': 'Bearer',
      })
  } else if (headers.origin !== undefined) {
    // Any web page may post to this machine's own addresses; shippers do not send this header.
    throw new Refusal(403, 'web pages may not send events without a token')
  }
}

function checkContent({ headers }: IncomingMessage, bodyLimit: number): void {
  const type = (headers['content-type'] ?? 'text/plain').split(';', 1)[0]!.trim().toLowerCase()
  if (!mediaTypes.has(type) && !type.endsWith('+json'))
    throw new Refusal(415, 'send newline-delimited JSON: Content-Type: application/x-ndjson', {
      Accept: 'application/x-ndjson',
    })
  if (!codings.has((headers['content-encoding'] ?? '').trim().toLowerCase()))
    throw new Refusal(415, 'only gzip is understood as Content-Encoding', { 'Accept-Encoding': 'gzip' })
  if (Number(headers['content-length'] ?? 0) > bodyLimit) throw tooLarge(bodyLimit)
}

export function tooLarge(bodyLimit: number): Refusal {
  return new Refusal(413, `a body may have at most ${bodyLimit} bytes; send several`)
}
