import type { Socket } from 'node:net'

/** By the code of what broke the connection: what Node's HTTP/1 server writes without asking the app. */
const answers: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
}

/**
 * The status with which Node itself has answered the oldest request of a closed connection whose body came too late
 * or cannot be parsed; `null`: it has not.
 */
export function nodeAnswer(socket: Pick<Socket, 'errored'> | null | undefined): number | null {
  const code = (socket?.errored as NodeJS.ErrnoException | null | undefined)?.code
  // A body that is cut off: whoever sent it has gone and reads nothing.
  if (typeof code !== 'string' || code === 'HPE_INVALID_EOF_STATE') return null
  return answers[code] ?? (code.startsWith('HPE_') ? 400 : null)
}
