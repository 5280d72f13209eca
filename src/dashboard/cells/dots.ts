import type { Glyphs } from './glyphs.ts'
import type { Style } from './style.ts'
import type { Region } from './surface.ts'

const dots = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const

/** Dots finer than cells: 2 × 4 in braille; in ASCII 1 × 2, as `'`, `.` and `:`. */
export class DotCanvas {
  readonly width: number
  readonly height: number
  readonly #columns: number
  readonly #ascii: boolean
  readonly #masks: Uint8Array
  readonly #styles: Int32Array

  constructor(columns: number, rows: number, glyphs: Glyphs) {
    this.#ascii = glyphs.ascii
    this.#columns = Math.max(0, columns)
    this.width = this.#columns * (glyphs.ascii ? 1 : 2)
    this.height = Math.max(0, rows) * (glyphs.ascii ? 2 : 4)
    this.#masks = new Uint8Array(this.#columns * Math.max(0, rows))
    this.#styles = new Int32Array(this.#masks.length)
  }

  set(x: number, y: number, style: Style): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return
    const [across, down] = this.#ascii ? [1, 2] : [2, 4]
    const index = Math.floor(y / down) * this.#columns + Math.floor(x / across)
    this.#masks[index]! |= this.#ascii ? 1 << (y % 2) : dots[y % 4]![x % 2]!
    this.#styles[index] = style
  }

  /** From one dot to another, without gaps. */
  line(x0: number, y0: number, x1: number, y1: number, style: Style): void {
    const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1)
    for (let step = 0; step <= steps; step++) {
      const x = Math.round(x0 + ((x1 - x0) * step) / steps)
      const y = Math.round(y0 + ((y1 - y0) * step) / steps)
      this.set(x, y, style)
    }
  }

  draw(region: Region): void {
    for (let index = 0; index < this.#masks.length; index++) {
      const mask = this.#masks[index]!
      if (mask === 0) continue
      const character = this.#ascii ? " '.:"[mask]! : String.fromCharCode(0x2800 + mask)
      region.set(index % this.#columns, Math.floor(index / this.#columns), character, this.#styles[index]!)
    }
  }
}
