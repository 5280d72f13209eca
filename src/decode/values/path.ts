/** Longer paths are cut: an endpoint is a name, and a megabyte of it is an attack. */
const maxPathLength = 2048

/** What stands in a log where there is no text. */
export function isAbsent(text: string): boolean {
  return text === '' || text === '-' || text === '(null)' || text === 'null' || text === '<BADREQ>'
}

/** A path as request lines and URL fields carry it: starts with `/`, or is an absolute URL, or `*`. */
export function looksLikePath(text: string): boolean {
  const first = text.charCodeAt(0)
  return first === 47 || text === '*' || schemeEnd(text) > 0
}

/** A path that lacks its slash (`cats/index.html`, as Akamai writes it): usable when nothing better is there. */
export function looksLikeBarePath(text: string): boolean {
  if (isAbsent(text) || text.length > maxPathLength) return false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code <= 32 || code === 34 || code === 60 || code === 62 || code === 127 || code === 0xfffd)
      return false
  }
  return true
}

/** Path without scheme, host, query and fragment; always begins with `/` (or is `*`). */
export function normalisePath(text: string): string {
  let start = schemeEnd(text)
  if (start > 0) {
    start = endOfAuthority(text, start)
  }
  let end = text.length
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code === 63 || code === 35) end = i
  }
  if (end - start > maxPathLength) end = start + maxPathLength
  const path = start === 0 && end === text.length ? text : text.slice(start, end)
  if (path === '') return '/'
  return path.charCodeAt(0) === 47 || path === '*' ? path : `/${path}`
}

/** Index after `scheme://`, or 0. */
function schemeEnd(text: string): number {
  if (text.charCodeAt(0) === 47) return 0
  const limit = Math.min(text.length, 12)
  for (let i = 0; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (code === 58) return i > 0 && text.startsWith('//', i + 1) ? i + 3 : 0
    const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
    if (!letter && !(i > 0 && (code === 43 || code === 45 || code === 46 || (code >= 48 && code <= 57))))
      return 0
  }
  return 0
}

function endOfAuthority(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 47 || code === 63 || code === 35) return i
  }
  return text.length
}
