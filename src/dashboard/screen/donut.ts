import type { Surface } from '../cells/surface.ts'
import type { Theme } from '../theme/theme.ts'
import type { DonutPlace } from '../view/seen.ts'
import type { BlessedScreen } from './blessed.ts'

/** Two colours that the widget knows by name and that are told apart afterwards. */
const filled = { name: 'green', code: '\x1b[32m' }
const rest = { name: 'black' }

interface Dots {
  readonly columns: number
  readonly content: Uint8Array
  readonly colors: readonly (string | null | undefined)[]
}

/**
 * The cache donut is blessed-contrib's, drawn hidden: it computes the arc, its dots go into the surface in
 * the colours of the theme. So it scales with its place, has no label of its own to overflow, and is drawn
 * anew only when its value or its size changes. (Its value is always passed as a share: it takes 1 for 100 %,
 * anything above for a percentage.) Loaded on first use: 20 ms that the first frame need not wait for.
 */
export class Donuts {
  readonly #screen: BlessedScreen
  readonly #known = new Map<string, Dots>()
  #widget: typeof import('blessed-contrib/lib/widget/donut.js').default | null = null
  #loading: Promise<void> | null = null

  constructor(screen: BlessedScreen) {
    this.#screen = screen
  }

  /** Resolves when donuts can be drawn. */
  load(): Promise<void> {
    this.#loading ??= import('blessed-contrib/lib/widget/donut.js').then(module => {
      this.#widget = module.default
    })
    return this.#loading
  }

  /** False while the widget is still being loaded. */
  draw(surface: Surface, place: DonutPlace, theme: Theme): boolean {
    if (this.#widget === null) return false
    const dots = this.#dots(place)
    for (let index = 0; index < dots.content.length; index++) {
      const x = place.x + (index % dots.columns)
      const y = place.y + Math.floor(index / dots.columns)
      const mask = dots.content[index]!
      const at = y * surface.width + x
      const isFilled = dots.colors[index] === filled.code
      // Without colours the rest of the ring would look like the part that counts.
      if (!isFilled && theme.colours === 0) continue
      if (mask === 0 || x >= surface.width || y >= surface.height) continue
      if (surface.characters[at] !== ' ') continue
      surface.characters[at] = String.fromCharCode(0x2800 + mask)
      surface.styles[at] = theme.ink(isFilled ? 'accent' : 'track')
    }
    return true
  }

  #dots(place: DonutPlace): Dots {
    const share = Math.round(Math.max(0, Math.min(1, place.share)) * 200) / 200
    const key = `${place.width}x${place.height}:${share}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    if (this.#known.size > 200) this.#known.clear()
    const made = this.#make(place.width, place.height, share)
    this.#known.set(key, made)
    return made
  }

  /** The widget's canvas is `2 × width − 5` by `4 × height − 12` dots, rounded to whole cells. */
  #make(columns: number, rows: number, share: number): Dots {
    const radius = Math.floor(Math.min(columns * 2, rows * 4) / 2) - 1
    const widget = new this.#widget!({
      width: columns + 2,
      height: rows + 3,
      radius,
      arcWidth: Math.max(2, Math.round(radius / 3)),
      yPadding: 0,
      remainColor: rest.name,
      hidden: true,
      data: [{ percent: share, label: '', color: filled.name }],
    })
    this.#screen.append(widget)
    const canvas = widget.ctx._canvas
    const dots = { columns: canvas.width / 2, content: canvas.content.slice(), colors: [...canvas.colors] }
    this.#screen.remove(widget)
    widget.destroy()
    return dots
  }
}
