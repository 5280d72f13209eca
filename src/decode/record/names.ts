/** Lower case, letters and digits only: `status_code`, `statusCode` and `status-code` all meet. */
export function squash(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '')
}

/** A key may itself be a path (`"http.request.method"`): its squashed segments. */
export function segmentsOf(key: string): string[] {
  const segments = key
    .split('.')
    .map(squash)
    .filter(segment => segment !== '')
  return segments.length === 0 ? [''] : segments
}

/** Words of a key: `responseTimeMs`, `response_time_ms` → response, time, ms. */
export function tokensOf(key: string): string[] {
  return key
    .replace(
      /([MUN])[Ss]ec|(?<![A-Za-z])([mun])[Ss]ec/g,
      (_, upper?: string, lower?: string) => ` ${(upper ?? lower)!.toLowerCase()}sec`,
    )
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9µμ]+/)
    .filter(token => token !== '')
}
