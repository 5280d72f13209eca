import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'

/** A connection to a push socket. */
export async function connect(url: string): Promise<Socket> {
  const socket = url.startsWith('unix:')
    ? createConnection(url.slice('unix:'.length))
    : createConnection(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** Writes at the peer's pace. */
export async function send(socket: Socket, text: string | Uint8Array): Promise<void> {
  if (!socket.write(text)) await once(socket, 'drain')
}

/** Says that this was all, and waits until the peer has understood. */
export async function finish(socket: Socket): Promise<void> {
  socket.resume()
  socket.end()
  if (!socket.closed) await once(socket, 'close')
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: { readonly accepted: number; readonly rejected: number; readonly errors: readonly string[] }
}

export async function post(
  url: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...headers },
    body: typeof body === 'string' ? body : Buffer.from(body),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: JSON.parse(text || 'null') }
}
