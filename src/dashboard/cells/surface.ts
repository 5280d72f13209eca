import { displayWidth, graphemes, sanitise } from '../../text/index.ts'
import type { Rect } from '../layout/rect.ts'
import { plain, type Style } from './style.ts'

/** Stands in the right half of a wide character. */
export const continuation = ''

/** A picture made of cells. Writing outside of it is ignored, so that no panel can harm another. */
export class Surface {
  readonly width: number
  readonly height: number
  readonly characters: string[]
  readonly styles: Int32Array

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.characters = new Array<string>(width * height).fill(' ')
    this.styles = new Int32Array(width * height).fill(plain)
  }

  region(rect: Rect = { x: 0, y: 0, width: this.width, height: this.height }): Region {
    return new Region(this, rect)
  }

  /** One line of text, without trailing blanks. */
  line(y: number): string {
    return this.characters
      .slice(y * this.width, (y + 1) * this.width)
      .join('')
      .trimEnd()
  }
}

/** Text in pieces of one or two columns. */
function* cellsOf(text: string): Generator<string> {
  for (const cluster of graphemes(text)) {
    const width = displayWidth(cluster)
    if (width === 1 || width === 2) yield cluster
    else for (const point of cluster) if (displayWidth(point) > 0) yield point
  }
}

/** A clipped window on a surface with its own origin. */
export class Region {
  readonly surface: Surface
  readonly rect: Rect

  constructor(surface: Surface, rect: Rect) {
    this.surface = surface
    this.rect = rect
  }

  get width(): number {
    return this.rect.width
  }

  get height(): number {
    return this.rect.height
  }

  inner(x: number, y: number, width: number, height: number): Region {
    const left = Math.max(0, x)
    const top = Math.max(0, y)
    return new Region(this.surface, {
      x: this.rect.x + left,
      y: this.rect.y + top,
      width: Math.max(0, Math.min(width, this.width - left)),
      height: Math.max(0, Math.min(height, this.height - top)),
    })
  }

  /** Sets one cell. The character must be one column wide and safe. */
  set(x: number, y: number, character: string, style: Style): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return
    const index = this.#index(x, y)
    if (index < 0) return
    this.surface.characters[index] = character
    this.surface.styles[index] = style
  }

  restyle(x: number, y: number, change: (style: Style) => Style): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return
    const index = this.#index(x, y)
    if (index >= 0) this.surface.styles[index] = change(this.surface.styles[index]!)
  }

  characterAt(x: number, y: number): string {
    const index = this.#index(x, y)
    return index < 0 ? ' ' : this.surface.characters[index]!
  }

  /** Writes sanitised text from `x` on, clipped at the right edge; returns the column after it. */
  put(x: number, y: number, text: string, style: Style): number {
    let column = x
    for (const character of cellsOf(sanitise(text))) {
      const width = displayWidth(character)
      if (width === 2 && column + 1 >= this.width) {
        this.set(column, y, ' ', style)
        return column + 1
      }
      this.set(column, y, character, style)
      if (width === 2) this.set(column + 1, y, continuation, style)
      column += width
      if (column >= this.width) break
    }
    return column
  }

  fill(character: string, style: Style): void {
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) this.set(x, y, character, style)
    }
  }

  #index(x: number, y: number): number {
    const { surface } = this
    const column = this.rect.x + x
    const row = this.rect.y + y
    if (column < 0 || row < 0 || column >= surface.width || row >= surface.height) return -1
    return row * surface.width + column
  }
}
