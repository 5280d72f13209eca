import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { AppError, reasonOf } from '../model/index.ts'
import { formatFor } from './negotiate.ts'
import { contentTypes, type Exposition } from './write.ts'

export interface MetricsServerOptions {
  readonly host: string
  /** 0 picks one. */
  readonly port: number
  /** Whether whoever sends this `Authorization` header may look. */
  readonly authorised: (header: string | undefined) => boolean
  /** `null`: there is nothing to tell yet. */
  readonly write: (format: Exposition) => string | null
}

export interface MetricsServer {
  readonly port: number
  close(): Promise<void>
}

/** Prometheus and a few people with curl. */
const connections = 64
/** An answer this long is worth the time of compressing it. */
const compressFrom = 4096
/** Milliseconds for which an answer serves whoever asks: a storm of scrapes does not hold up the counting. */
const fresh = 500

const compress = promisify(gzip)

/** `GET /metrics`. Resolves once it is bound; rejects with an `AppError` when the address is taken. */
export async function openMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const { host, port } = options
  const answers = new Answers(options.write)
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 10_000,
      keepAliveTimeout: 75_000,
      connectionsCheckingInterval: 1000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      void answer(request, response, options, answers)
    },
  )
  server.maxConnections = connections
  server.on('clientError', (_, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    else socket.destroy()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause => reject(bindError(`http://${host}:${port}`, cause)))
    server.listen(port, host, resolve)
  })
  // Whoever looks on keeps no process alive that has nothing more to count.
  server.unref()
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The text of the last half second, plain and compressed. */
class Answers {
  readonly #write: MetricsServerOptions['write']
  readonly #kept = new Map<Exposition, { readonly at: number; readonly bytes: Buffer }>()

  constructor(write: MetricsServerOptions['write']) {
    this.#write = write
  }

  of(format: Exposition): Buffer | null {
    const now = performance.now()
    const kept = this.#kept.get(format)
    if (kept !== undefined && now - kept.at < fresh) return kept.bytes
    const text = this.#write(format)
    if (text === null) return null
    const bytes = Buffer.from(text)
    this.#kept.set(format, { at: performance.now(), bytes })
    return bytes
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { authorised }: MetricsServerOptions,
  answers: Answers,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0]
  if (request.method !== 'GET' && request.method !== 'HEAD')
    refuse(response, 405, 'only GET is served here', { Allow: 'GET, HEAD' })
  else if (path === '/healthz') send(response, Buffer.from('ok\n'), { 'Content-Type': 'text/plain' })
  else if (path !== '/metrics') refuse(response, 404, 'metrics are at /metrics')
  else if (!authorised(request.headers.authorization))
    refuse(response, 401, 'the right token is needed: Authorization: Bearer TOKEN', {
      'WWW-Authenticate': 'Bearer',
    })
  else {
    const format = formatFor(request.headers.accept)
    const bytes = answers.of(format)
    if (bytes === null) {
      refuse(response, 503, 'just starting', { 'Retry-After': '1' })
      return
    }
    const headers = { 'Content-Type': contentTypes[format], Vary: 'Accept, Accept-Encoding' }
    const zipped =
      bytes.length >= compressFrom && /\bgzip\b/i.test(String(request.headers['accept-encoding']))
    if (zipped)
      send(response, await compress(bytes, { level: 1 }), { ...headers, 'Content-Encoding': 'gzip' })
    else send(response, bytes, headers)
  }
}

function refuse(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.statusCode = status
  send(response, Buffer.from(`${text}\n`), { 'Content-Type': 'text/plain', ...headers })
}

function send(response: ServerResponse, bytes: Buffer, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.setHeader('Content-Length', bytes.length)
  response.end(response.req.method === 'HEAD' ? undefined : bytes)
}

function bindError(place: string, cause: Error): AppError {
  return new AppError(`metrics cannot be served: ${reasonOf(cause)}`, {
    place,
    hint: 'choose another port; 0 picks a free one',
    cause,
  })
}
