import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { usageError } from '../../model/index.ts'
import { temporaryName } from './unix-socket.ts'

export type Address =
  | { readonly kind: 'tcp' | 'http'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }

const example = 'write tcp://127.0.0.1:9125, http://127.0.0.1:9126 or unix:/path/to.sock'

/** The kernel's limit for the path of a Unix socket, without the final NUL. */
const socketPathLimit = 107

/** Reads the URL of a push socket. The host must be written; `localhost` means 127.0.0.1. Throws a usage error. */
export function parseAddress(url: string): Address {
  const colon = url.indexOf(':')
  const scheme = url.slice(0, Math.max(0, colon))
  const rest = url.slice(colon + 1)
  if (scheme === 'unix') return { kind: 'unix', path: socketPath(url, rest) }
  if ((scheme !== 'tcp' && scheme !== 'http') || !rest.startsWith('//'))
    throw usageError('not an address to listen on', { place: url, hint: example })
  const authority = rest.slice(2).replace(/\/$/, '')
  const portAt = authority.lastIndexOf(':')
  const host = authority.slice(0, Math.max(0, portAt))
  const port = authority.slice(portAt + 1)
  if (portAt < 0 || !/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw usageError('a push socket needs a port from 0 to 65535 (0 picks a free one)', {
      place: url,
      hint: example,
    })
  return { kind: scheme, host: hostName(url, host), port: Number(port) }
}

function socketPath(url: string, rest: string): string {
  const path = rest.replace(/^\/\/(?=\/)/, '')
  if (path === '' || path.startsWith('//') || path.includes('\0'))
    throw usageError('a Unix socket needs a path', { place: url, hint: example })
  const full = resolve(path)
  if (Buffer.byteLength(temporaryName(full)) > socketPathLimit || Buffer.byteLength(full) > socketPathLimit)
    throw usageError(`the path of a Unix socket may have at most ${socketPathLimit} bytes`, {
      place: url,
      hint: 'choose a shorter folder',
    })
  return full
}

function hostName(url: string, host: string): string {
  if (host.toLowerCase() === 'localhost') return '127.0.0.1'
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
  const valid = bare !== host ? isIP(bare) === 6 : /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(host)
  if (!valid)
    throw usageError('the host to listen on is missing or unreadable', { place: url, hint: example })
  return bare
}

/** Whether only this machine can reach the address. Names other than `localhost` may mean anything. */
export function isPrivate(address: Address): boolean {
  if (address.kind === 'unix') return true
  const { host } = address
  if (isIP(host) === 4) return host.startsWith('127.')
  return host === '::1' || /^::ffff:127\.\d+\.\d+\.\d+$/i.test(host)
}

/** Reads all addresses and refuses, before anything is bound, those that would be open to others without a token. */
export function checkAddresses(urls: readonly string[], token: string | undefined): Address[] {
  const addresses = urls.map(parseAddress)
  const guarded = token !== undefined && token !== ''
  addresses.forEach((address, index) => {
    if (guarded || isPrivate(address)) return
    throw usageError('refuses to listen where others can reach it without a token', {
      place: urls[index]!,
      hint: 'give --token SECRET (or API_METRICS_TOKEN), or listen on 127.0.0.1',
    })
  })
  return addresses
}

export function formatAddress(address: Address): string {
  if (address.kind === 'unix') return `unix:${address.path}`
  const host = isIP(address.host) === 6 ? `[${address.host}]` : address.host
  return `${address.kind}://${host}:${address.port}`
}
