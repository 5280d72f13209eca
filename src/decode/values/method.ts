const registered =
  'GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH ' +
  'ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT COPY LABEL LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL ' +
  'MKREDIRECTREF MKWORKSPACE MOVE ORDERPATCH PROPFIND PROPPATCH REBIND REPORT SEARCH UNBIND UNCHECKOUT ' +
  'UNLINK UNLOCK UPDATE UPDATEREDIRECTREF VERSION-CONTROL'

/** Not registered, but what caches are told and asked: an operator wants to see these by name. */
const ofCaches = 'PURGE PURGEKEYS BAN REFRESH XCGET PIPE'

/** Any case → upper case. Registered: RFC 9110, PATCH and the WebDAV family (IANA HTTP Method Registry). */
const known = new Map<string, string>()
for (const method of `${registered} ${ofCaches}`.split(' ')) {
  known.set(method, method)
  known.set(method.toLowerCase(), method)
}

export const otherMethod = '_OTHER'

/** A registered method in upper case, `_OTHER` for an unregistered upper-case token, `null` when it is no method. */
export function parseMethod(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const direct = known.get(value)
  if (direct !== undefined) return direct
  if (value.length === 0 || value.length > 32) return null
  return known.get(value.toUpperCase()) ?? (isUpperToken(value) ? otherMethod : null)
}

/** Registered, and in capitals as requests have it. */
export function isRegisteredMethod(text: string): boolean {
  return known.get(text) === text
}

function isUpperToken(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const letter = code >= 65 && code <= 90
    if (!letter && (i === 0 || !(code === 45 || code === 95 || (code >= 48 && code <= 57)))) return false
  }
  return text.length > 1
}
