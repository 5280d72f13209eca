/** The record speaks of a status, but there was none: aborted, not proxied, client gone. */
export const unknownStatus = 0
/** The value is no HTTP status at all. */
export const invalidStatus = -1

/** 100–599, `unknownStatus` for the markers that servers write (0, -1, "000", "-", null, ""), else `invalidStatus`. */
export function parseStatus(value: unknown): number {
  if (typeof value === 'number') {
    if (value >= 100 && value <= 599 && Number.isInteger(value)) return value
    return value === 0 || value === -1 ? unknownStatus : invalidStatus
  }
  if (value === null) return unknownStatus
  if (typeof value !== 'string') return invalidStatus
  return parseStatusText(value)
}

function parseStatusText(text: string): number {
  if (text === '' || text === '-' || text === '0' || text === '000' || text === '-1') return unknownStatus
  const code = (text.charCodeAt(0) - 48) * 100 + (text.charCodeAt(1) - 48) * 10 + (text.charCodeAt(2) - 48)
  const digits = isDigit(text, 0) && isDigit(text, 1) && isDigit(text, 2)
  const ends = text.length === 3 || text.charCodeAt(3) === 32
  if (digits && ends && code >= 100 && code <= 599) return code
  if (text.startsWith('HTTP/') && text.charCodeAt(text.indexOf(' ')) === 32)
    return parseStatusText(text.slice(text.indexOf(' ') + 1))
  const number = Number(text)
  return number >= 100 && number <= 599 && Number.isInteger(number) ? number : invalidStatus
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}
