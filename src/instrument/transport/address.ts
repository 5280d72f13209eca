import { defaultSocket, type SocketSurroundings, usageError } from '../../model/index.ts'

/** Where the collector listens, and the secret that it asks for. */
export type Address = { readonly token: string | null } & (
  | { readonly kind: 'unix'; readonly path: string; readonly ownDirectory: string | null }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'http'; readonly url: URL }
)

export interface AddressSettings {
  /** `API_METRICS_URL`: `unix:/path`, `tcp://host:port`, `http://host:port`; empty for the default socket. */
  readonly url: string | undefined
  /** `API_METRICS_TOKEN` */
  readonly token: string | undefined
  readonly surroundings: SocketSurroundings
}

const hint = 'use unix:/path/to.sock, tcp://host:port or http://host:port'

/** @throws AppError when the address cannot be understood. */
export function collectorAddress({ url, token: given, surroundings }: AddressSettings): Address {
  const text = url?.trim()
  const token = given || null
  if (!text) return { kind: 'unix', token, ...defaultSocket(surroundings) }
  if (text.startsWith('unix:')) return { kind: 'unix', token, path: socketPath(text), ownDirectory: null }
  const parsed = URL.canParse(text) ? new URL(text) : null
  if (parsed?.protocol === 'tcp:' && parsed.port !== '') {
    return { kind: 'tcp', token, host: bareHost(parsed.hostname), port: Number(parsed.port) }
  }
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') {
    if (parsed.pathname === '/') parsed.pathname = '/v1/events'
    return { kind: 'http', token, url: parsed }
  }
  throw usageError('not an address of a collector', { place: `API_METRICS_URL=${text}`, hint })
}

function socketPath(text: string): string {
  const path = text.slice('unix:'.length).replace(/^\/\/(?=\/)/, '')
  if (path === '') throw usageError('no path', { place: `API_METRICS_URL=${text}`, hint })
  return path
}

function bareHost(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
}

export function formatAddress(address: Address): string {
  if (address.kind === 'unix') return `unix:${address.path}`
  if (address.kind === 'tcp') return `tcp://${address.host}:${address.port}`
  return `${address.url.origin}${address.url.pathname}`
}
