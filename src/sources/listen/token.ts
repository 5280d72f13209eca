import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether two secrets are equal, in a time that says nothing about where they differ or how long they are. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** The token of an `Authorization: Bearer …` header. */
export function bearerToken(header: string | undefined): string | null {
  const [scheme, token, ...more] = (header ?? '').trim().split(/ +/)
  return scheme?.toLowerCase() === 'bearer' && token !== undefined && more.length === 0 ? token : null
}

/** The token of the first line of a stream, `{"token":"…"}`. */
export function lineToken(line: string): string | null {
  try {
    const value: unknown = JSON.parse(line)
    const token = typeof value === 'object' && value !== null && 'token' in value ? value.token : null
    return typeof token === 'string' ? token : null
  } catch {
    return null
  }
}
