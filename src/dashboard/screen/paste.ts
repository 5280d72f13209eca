import type { BlessedKey } from './keys.ts'

/** Asks the terminal to say what is pasted: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, mode 2004. */
export const announcePastes = '\x1b[?2004h'
export const pastesAsTyped = '\x1b[?2004l'

const begin = '\x1b[200~'
const end = '\x1b[201~'
const longest = 10_000

/** Gathers what is pasted: taken for keys, a text with a `q` in it would end the dashboard. */
export class PasteReader {
  #text: string | null = null

  /** @returns the text, where this sequence ends it */
  mark(sequence: string | undefined): string | null {
    if (sequence === begin) this.#text = ''
    if (sequence !== end || this.#text === null) return null
    const text = this.#text.replace(/\s+/g, ' ').trim()
    this.#text = null
    return text
  }

  /** @returns whether this key belongs to what is being pasted */
  take(character: string | undefined, key: BlessedKey): boolean {
    if (this.#text === null) return false
    // A terminal that loses the end of a paste must not hold the keys for ever.
    if (key.ctrl === true && key.name === 'c') {
      this.#text = null
      return false
    }
    if (this.#text.length < longest) this.#text += typedBy(character, key)
    return true
  }
}

function typedBy(character: string | undefined, key: BlessedKey): string {
  const text = character ?? key.ch ?? ''
  // Line breaks and tabs part words; what else controls is not text.
  return /^[\r\n\t]$/.test(text) ? ' ' : /^[\x00-\x1f\x7f-\x9f]/.test(text) ? '' : text
}
