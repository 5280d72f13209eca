/**
 * Makes JSON of what loggers write that do not escape properly: `\xHH` (nginx, Apache, varnish), lone backslashes
 * (gunicorn), raw control characters, and missing or bare values (`:-,` `:,` `:NaN`) of unquoted variables.
 * One pass. The result may still not be JSON.
 */
export function repairJson(text: string): string {
  let out = ''
  let kept = 0
  let inString = false
  let at = 0
  const replace = (from: number, to: number, by: string): void => {
    out += text.slice(kept, from) + by
    kept = to
    at = to
  }
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === 34) {
      inString = !inString
      at++
    } else if (code === 92 && inString) {
      const end = escapeEnd(text, at)
      if (end > at) at = end
      else if (isHexEscape(text, at)) {
        const runEnd = hexRunEnd(text, at)
        replace(at, runEnd, hexRun(text.slice(at, runEnd)))
      } else replace(at, at + 1, '\\\\')
    } else if (code < 32 && inString) replace(at, at + 1, `\\u${code.toString(16).padStart(4, '0')}`)
    else if (code === 58 && !inString) {
      const from = skipSpaces(text, at + 1)
      const end = bareEnd(text, from)
      if (end === from || !isBareValue(text.slice(from, end))) {
        if (isValueStart(text.charCodeAt(from))) at = from
        else replace(from, end, 'null')
      } else at = end
    } else at++
  }
  return kept === 0 ? text : out + text.slice(kept)
}

/** End of a valid JSON escape at `at`, or `at`. */
function escapeEnd(text: string, at: number): number {
  const code = text.charCodeAt(at + 1)
  if ('"\\/bfnrt'.includes(text[at + 1] ?? ' ')) return at + 2
  if (code !== 117) return at
  for (let i = at + 2; i < at + 6; i++) if (!isHex(text.charCodeAt(i))) return at
  return at + 6
}

function isHexEscape(text: string, at: number): boolean {
  return text.charCodeAt(at + 1) === 120 && isHex(text.charCodeAt(at + 2)) && isHex(text.charCodeAt(at + 3))
}

function hexRunEnd(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === 92 && isHexEscape(text, at)) at += 4
  return at
}

/** A run of `\xHH` is UTF-8; the text it stands for, escaped for JSON. */
function hexRun(run: string): string {
  const decoded = Buffer.from(run.replaceAll('\\x', ''), 'hex').toString('utf8')
  return JSON.stringify(decoded).slice(1, -1)
}

function skipSpaces(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++
  return at
}

/** End of an unquoted value. */
function bareEnd(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (
      code === 44 ||
      code === 125 ||
      code === 93 ||
      code === 32 ||
      code === 34 ||
      code === 123 ||
      code === 91
    )
      break
    at++
  }
  return at
}

function isBareValue(text: string): boolean {
  return (
    text === 'true' ||
    text === 'false' ||
    text === 'null' ||
    /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text)
  )
}

/** `"`, `{` or `[` */
function isValueStart(code: number): boolean {
  return code === 34 || code === 123 || code === 91
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70)
}
