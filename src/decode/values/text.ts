const maxTextLength = 1024
const nothing = new Set([
  '',
  '-',
  'N/A',
  'n/a',
  'NoError',
  'null',
  'nil',
  'None',
  'none',
  '<nil>',
  'undefined',
])

/** A text as it was logged (first of a list), cut to a bounded length; `null` when there is none. */
export function parseText(value: unknown): string | null {
  const text = Array.isArray(value) ? value[0] : value
  if (typeof text !== 'string' || nothing.has(text)) return null
  return text.length > maxTextLength ? text.slice(0, maxTextLength) : text
}
