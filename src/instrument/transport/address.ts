import { type DefaultSocket, defaultSocket, type SocketSurroundings, usageError } from '../../model/index.ts'

/** Where the collector listens. */
export type Address =
  | { readonly kind: 'unix'; readonly path: string; readonly ownDirectory: string | null }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'http'; readonly url: URL; readonly token: string | null }

export interface AddressSettings {
  /** `API_METRICS_URL`: `unix:/path`, `tcp://host:port`, `http://host:port`; empty for the default socket. */
  readonly url: string | undefined
  /** `API_METRICS_TOKEN`, sent with `http:` and `https:`. */
  readonly token: string | undefined
  readonly surroundings: SocketSurroundings
}

const hint = 'use unix:/path/to.sock, tcp://host:port or http://host:port'

/** @throws AppError when the address cannot be understood. */
export function collectorAddress({ url, token, surroundings }: AddressSettings): Address {
  const text = url?.trim()
  if (!text) return fromDefault(defaultSocket(surroundings))
  if (text.startsWith('unix:')) return unixAddress(text)
  const parsed = URL.canParse(text) ? new URL(text) : null
  if (parsed?.protocol === 'tcp:' && parsed.port !== '') {
    return { kind: 'tcp', host: bareHost(parsed.hostname), port: Number(parsed.port) }
  }
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') {
    if (parsed.pathname === '/') parsed.pathname = '/v1/events'
    return { kind: 'http', url: parsed, token: token || null }
  }
  throw usageError('not an address of a collector', { place: `API_METRICS_URL=${text}`, hint })
}

function fromDefault({ path, ownDirectory }: DefaultSocket): Address {
  return { kind: 'unix', path, ownDirectory }
}

function unixAddress(text: string): Address {
  const path = text.slice('unix:'.length).replace(/^\/\/(?=\/)/, '')
  if (path === '') throw usageError('no path', { place: `API_METRICS_URL=${text}`, hint })
  return { kind: 'unix', path, ownDirectory: null }
}

function bareHost(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
}
