import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseDuration } from '../text/index.ts'

/** Answers GET and HEAD with a report; `?window=` is a duration (`5m`) or seconds. */
export function answerWith(
  report: (windowSeconds: number | null) => object,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD')
      answer(response, 405, { error: 'only GET and HEAD' })
      return
    }
    const given = new URLSearchParams(queryOf(request.url ?? '')).get('window')
    const window = given === null ? null : parseDuration(/^\d+$/.test(given) ? `${given}s` : given)
    if (given !== null && window === null) answer(response, 400, { error: 'window is no duration: write 5m' })
    else answer(response, 200, report(window))
  }
}

/** Without `URL`: it throws on `//` and `http://[`, which anyone can ask for. */
function queryOf(target: string): string {
  const start = target.indexOf('?')
  return start < 0 ? '' : target.slice(start + 1)
}

function answer(response: ServerResponse, status: number, body: object): void {
  const bytes = Buffer.from(`${JSON.stringify(body)}\n`)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    'cache-control': 'no-store',
  })
  response.end(response.req.method === 'HEAD' ? undefined : bytes)
}
