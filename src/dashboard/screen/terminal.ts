import type { Surface } from '../cells/surface.ts'
import type { Size } from '../layout/rect.ts'
import type { Message } from '../update/message.ts'
import { type BlessedScreen, openScreen, sizeOf } from './blessed.ts'
import { type BlessedKey, keyPress } from './keys.ts'
import { paint } from './paint.ts'
import { announcePastes, PasteReader, pastesAsTyped } from './paste.ts'

interface MouseEvent {
  readonly action?: string
  readonly x: number
  readonly y: number
}

/** The terminal as the dashboard sees it: keys and sizes come in, surfaces go out. */
export class Terminal {
  readonly screen: BlessedScreen
  readonly #input: NodeJS.ReadStream
  readonly #output: NodeJS.WriteStream
  #size: Size
  #allocated: Size
  readonly #onRawKey: (character: string | undefined, key: BlessedKey | undefined) => void
  #suspended = false
  #closed = false

  constructor(
    input: NodeJS.ReadStream,
    output: NodeJS.WriteStream,
    receive: (message: Message) => void,
    lost: () => void,
  ) {
    this.#input = input
    this.#output = output
    this.#size = sizeOf(output)
    this.#allocated = this.#size
    this.screen = openScreen(input, output)
    const { program } = this.screen
    program._write(announcePastes)
    const paste = new PasteReader()
    this.#onRawKey = (_, key) => {
      const text = paste.mark(key?.sequence)
      if (text !== null) receive({ type: 'paste', text })
    }
    // blessed keeps sequences that it does not know to itself.
    input.on('keypress', this.#onRawKey)
    program.on('keypress', (character: string | undefined, key: BlessedKey) => {
      if (paste.take(character, key)) return
      const press = keyPress(character, key)
      if (press !== null) receive({ type: 'key', ...press })
    })
    program.on('resize', () => {
      this.#size = sizeOf(output)
      receive({ type: 'resize', size: this.#size })
    })
    program.on('mouse', (event: MouseEvent) => {
      const action = mouseActions[event.action ?? '']
      if (action !== undefined) receive({ type: 'mouse', action, x: event.x, y: event.y })
    })
    // Kept to the end: an error on a stream that nobody listens to would end the process by itself.
    for (const gone of ['end', 'close', 'error'] as const) input.on(gone, lost)
    output.on('error', lost)
  }

  get size(): Size {
    return this.#size
  }

  /** True while the terminal has not taken what was written: another frame would only make it later. */
  get busy(): boolean {
    return this.#output.writableNeedDrain === true
  }

  whenReady(go: () => void): void {
    this.#output.once('drain', go)
  }

  draw(surface: Surface): void {
    if (this.#closed || this.#suspended) return
    const { screen } = this
    if (this.#allocated !== this.#size) {
      this.#allocated = this.#size
      screen.program.cols = this.#size.columns
      screen.program.rows = this.#size.rows
      screen.alloc()
    }
    if (paint(screen, surface)) screen.draw(0, screen.lines.length - 1)
  }

  /** Everything again, on a cleared screen. */
  redraw(): void {
    this.#allocated = { columns: 0, rows: 0 }
  }

  mouse(on: boolean): void {
    if (on) this.screen.program.setMouse({ vt200Mouse: true, sgrMouse: true }, true)
    else this.screen.program.disableMouse()
  }

  /** Through the terminal's own clipboard (OSC 52), which works over ssh too. */
  copy(text: string): void {
    this.screen.program._write(`\x1b]52;c;${Buffer.from(text.slice(0, longestCopy)).toString('base64')}\x07`)
  }

  suspend(): void {
    if (this.#closed || this.#suspended) return
    this.#leave()
    this.#suspended = true
    this.#input.setRawMode?.(false)
    this.#input.pause()
  }

  resume(mouse: boolean): void {
    if (this.#closed || !this.#suspended) return
    this.#suspended = false
    this.#input.setRawMode?.(true)
    this.#input.resume()
    this.#size = sizeOf(this.#output)
    this.screen.enter()
    this.screen.program._write(announcePastes)
    if (mouse) this.mouse(true)
    this.redraw()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#input.off('keypress', this.#onRawKey)
    attempt(() => this.#leave())
    attempt(() => this.screen.destroy())
    attempt(() => this.#input.setRawMode?.(false))
  }

  #leave(): void {
    if (this.#suspended) return
    const { program } = this.screen
    program.disableMouse()
    program._write(`${pastesAsTyped}\x1b[m`)
    this.screen.leave()
    program.flush()
  }
}

const longestCopy = 50_000

const mouseActions: Readonly<Record<string, 'press' | 'wheelUp' | 'wheelDown'>> = {
  mousedown: 'press',
  wheelup: 'wheelUp',
  wheeldown: 'wheelDown',
}

/** A terminal that is gone refuses to be restored; there is nothing more to be done about it. */
function attempt(restore: () => void): void {
  try {
    restore()
  } catch {}
}
