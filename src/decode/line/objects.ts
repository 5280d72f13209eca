/**
 * Index after the object that begins at `from` (a `{`), or −1 when it does not end in the text. Only strings and
 * brackets are looked at.
 */
export function objectEnd(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) {
      at = stringEnd(text, at)
      if (at < 0) return -1
    } else if (code === 123 || code === 91) depth++
    else if (code === 125 || code === 93) {
      depth--
      if (depth === 0) return at + 1
    }
  }
  return -1
}

/** Index of the closing quote, or −1. */
function stringEnd(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === 92) slashes++
    if (slashes % 2 === 0) return at
  }
  return -1
}

/** Several objects one after the other (`{…}{…}`, `{…} {…}`): where the second begins; −1 when there is none. */
export function secondObject(text: string): number {
  const end = objectEnd(text, 0)
  if (end < 0) return -1
  let next = end
  while (text.charCodeAt(next) === 32) next++
  return text.charCodeAt(next) === 123 ? next : -1
}
