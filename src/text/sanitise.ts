/**
 * Text from a log is hostile: it may move the cursor, retitle the window, reverse the reading direction or
 * vanish. Control characters (C0, DEL, C1) become their picture or `�`; bidi controls, zero-width and other
 * invisible format characters, lone surrogates and private-use characters become `�`, and so does what is
 * heaped on a letter beyond four combining marks (no writing system needs more; a heap paints over its
 * neighbours).
 */
export function sanitise(text: string): string {
  return safe.test(text) ? text : text.replace(hostile, replacement).replace(heaped, '$1�')
}

const safe = /^[\x20-\x7e]*$/
const hostile =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]|[\p{Cs}\p{Co}\p{Cf}\u{e0000}-\u{e0fff}]/gu

const heaped = /(\p{M}{4})\p{M}+/gu

function replacement(character: string): string {
  const code = character.codePointAt(0)!
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  return code === 0x7f ? '␡' : '�'
}

/** More code units than a column of sanitised text can take: text beyond is cut before it is measured. */
const unitsPerColumn = 16

/** Cuts in the middle with `…`, so that both ends of a route stay readable. Counts columns, not code units. */
export function cutMiddle(text: string, columns: number): string {
  if (text.length <= columns * unitsPerColumn && displayWidth(text) <= columns) return text
  if (columns <= 1) return columns === 1 ? '…' : ''
  const part = columns * unitsPerColumn
  const characters =
    text.length <= 2 * part
      ? graphemes(text)
      : [...graphemes(text.slice(0, part)), ...graphemes(text.slice(-part))]
  const room = columns - 1
  const head: string[] = []
  const tail: string[] = []
  let used = 0
  let left = 0
  let right = characters.length - 1
  while (left <= right) {
    const fromLeft = head.length <= tail.length
    const next = characters[fromLeft ? left : right]!
    const width = displayWidth(next)
    if (used + width > room) break
    used += width
    if (fromLeft) {
      head.push(next)
      left++
    } else {
      tail.unshift(next)
      right--
    }
  }
  return `${head.join('')}…${tail.join('')}`
}

/** Cuts at the end with `…`. */
export function cutEnd(text: string, columns: number): string {
  if (text.length <= columns * unitsPerColumn && displayWidth(text) <= columns) return text
  if (columns <= 0) return ''
  let used = 0
  let cut = ''
  for (const next of graphemes(text.slice(0, columns * unitsPerColumn))) {
    const width = displayWidth(next)
    if (used + width > columns - 1) break
    used += width
    cut += next
  }
  return `${cut}…`
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)))
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - displayWidth(text))) + text
}

/** Made on first use: most logs never need it, and it loads data for 20 ms. */
let segmenter: Intl.Segmenter | undefined

export function graphemes(text: string): string[] {
  if (safe.test(text)) return [...text]
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return Array.from(segmenter.segment(text), part => part.segment)
}

const mark = /^[\p{Mn}\p{Me}]$/u
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|^\p{Emoji_Presentation}|^[\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u

/** Terminal columns of sanitised text: 0 for combining marks, 2 for East Asian wide and emoji. */
export function displayWidth(text: string): number {
  if (safe.test(text)) return text.length
  let width = 0
  for (const character of text) width += mark.test(character) ? 0 : wide.test(character) ? 2 : 1
  return width
}
