import type { AlertEvent } from '../event.ts'
import type { Channel, Outcome } from './delivery.ts'

export interface WebhookOptions {
  /** Seconds until an attempt is given up, body included. */
  readonly timeoutSeconds?: number
}

/**
 * POSTs each message as JSON. 2xx is delivered; 408, 425, 429, 5xx and anything wrong with the connection is
 * tried again; any other answer would be the same the next time. Redirects are not followed.
 */
export function webhook(address: URL, { timeoutSeconds = 10 }: WebhookOptions = {}): Channel {
  const { url, headers } = split(address)
  return {
    // Paths and queries of webhooks are secrets.
    name: `webhook ${address.host}`,
    deliver: async (event, stop) => {
      const limit = AbortSignal.timeout(timeoutSeconds * 1000)
      try {
        return await post(url, headers, event, AbortSignal.any([limit, stop]))
      } catch (error) {
        const reason = limit.aborted ? `no answer within ${timeoutSeconds} s` : whatFailed(error)
        return { result: 'again', reason }
      }
    },
  }
}

/** `fetch` takes no user and password in a URL. */
function split(address: URL): { url: URL; headers: Record<string, string> } {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  const headers = { 'content-type': 'application/json', 'user-agent': 'api-metrics' }
  if (address.username === '' && address.password === '') return { url, headers }
  const user = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`
  const authorization = `Basic ${Buffer.from(user).toString('base64')}`
  return { url, headers: { ...headers, authorization } }
}

async function post(
  url: URL,
  headers: Record<string, string>,
  event: AlertEvent,
  signal: AbortSignal,
): Promise<Outcome> {
  const answer = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify(event),
    redirect: 'manual',
    signal,
  })
  await answer.body?.cancel()
  const { status } = answer
  if (status >= 200 && status < 300) return { result: 'done' }
  const reason = `it answered ${status}`
  if (status !== 408 && status !== 425 && status !== 429 && status < 500) return { result: 'never', reason }
  const afterSeconds = Number(answer.headers.get('retry-after') ?? Number.NaN)
  return { result: 'again', reason, ...(afterSeconds > 0 && { afterSeconds }) }
}

/** `ECONNREFUSED`, or the message. The URL stands in neither. */
function whatFailed(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  if (!(cause instanceof Error)) return 'the connection failed'
  const { code } = cause as NodeJS.ErrnoException
  return code === undefined ? cause.name : code
}
