/** Address without port and brackets, first of a list; `null` when there is none. */
export function parseClient(value: unknown): string | null {
  const text = Array.isArray(value) ? value[0] : value
  if (typeof text !== 'string' || text === '' || text === '-' || text.length > 512) return null
  const comma = text.indexOf(',')
  const address = stripPort((comma < 0 ? text : text.slice(0, comma)).trim())
  return address === null || /^\d+$/.test(address) ? null : address
}

function stripPort(text: string): string | null {
  if (text === '' || text === 'unknown') return null
  const scheme = text.indexOf('://')
  if (scheme > 0) return stripPort(text.slice(scheme + 3))
  if (text.charCodeAt(0) === 91) {
    const close = text.indexOf(']')
    return close > 0 ? text.slice(1, close) : text
  }
  const colon = text.indexOf(':')
  return colon > 0 && colon === text.lastIndexOf(':') ? text.slice(0, colon) : text
}
