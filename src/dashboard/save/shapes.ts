/** How a path is drawn: filled as it is, filled without antialiasing (whose edges would show as seams), or as dots. */
export type Stroke = 'fill' | 'block' | 'dots'

export interface Shape {
  readonly stroke: Stroke
  readonly path: string
}

export interface Cell {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const thin = 1
const thick = 3
export const dotSize = 2.6

/** Characters that look the same when they are stretched: a run of them is one shape. */
const bands: Readonly<Record<string, (cell: Cell) => Shape>> = {
  '─': cell => line(cell, thin),
  '━': cell => line(cell, thick),
  '█': cell => block(cell, 0, 1),
  ...Object.fromEntries(
    [...'▁▂▃▄▅▆▇'].map((glyph, index) => [glyph, (cell: Cell) => block(cell, 1 - (index + 1) / 8, 1)]),
  ),
}

export function isBand(character: string): boolean {
  return character in bands
}

/** A character (or a run of the same one, `cell` being as wide as the run) as a shape; `null` when it is text. */
export function shapeOf(character: string, cell: Cell): Shape | null {
  const code = character.codePointAt(0) ?? 0
  if (code >= 0x2800 && code <= 0x28ff) return braille(code - 0x2800, cell)
  return (bands[character] ?? others[character])?.(cell) ?? null
}

function line({ x, y, width, height }: Cell, thickness: number): Shape {
  return { stroke: 'fill', path: rect(x, y + height / 2 - thickness / 2, width, thickness) }
}

function block({ x, y, width, height }: Cell, from: number, to: number): Shape {
  return { stroke: 'block', path: rect(x, y + from * height, width, (to - from) * height) }
}

/** Parts of frames: which of the four arms from the middle of the cell there are. */
function arms(cell: Cell, ...which: readonly ('left' | 'right' | 'up' | 'down')[]): Shape {
  const { x, y, width, height } = cell
  const middleX = x + width / 2 - thin / 2
  const middleY = y + height / 2 - thin / 2
  const paths = {
    left: rect(x, middleY, width / 2 + thin / 2, thin),
    right: rect(middleX, middleY, width / 2 + thin / 2, thin),
    up: rect(middleX, y, thin, height / 2 + thin / 2),
    down: rect(middleX, middleY, thin, height / 2 + thin / 2),
  }
  return { stroke: 'fill', path: which.map(arm => paths[arm]).join('') }
}

const others: Readonly<Record<string, (cell: Cell) => Shape>> = {
  '╸': cell => line({ ...cell, width: cell.width / 2 }, thick),
  '│': cell => arms(cell, 'up', 'down'),
  '╭': cell => arms(cell, 'right', 'down'),
  '╮': cell => arms(cell, 'left', 'down'),
  '╰': cell => arms(cell, 'right', 'up'),
  '╯': cell => arms(cell, 'left', 'up'),
  '┊': ({ x, y, width, height }) => ({
    stroke: 'fill',
    path: [0, 1, 2, 3]
      .map(part => rect(x + width / 2 - thin / 2, y + (part * height) / 4, thin, height / 8))
      .join(''),
  }),
  '░': cell => shade(cell, 1),
  '▒': cell => shade(cell, 2),
  '▓': cell => shade(cell, 3),
}

/** Dots of braille in the order of their bits: column, row. */
const dots = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 0],
  [1, 1],
  [1, 2],
  [0, 3],
  [1, 3],
] as const

function braille(mask: number, { x, y, width, height }: Cell): Shape {
  const path = dots
    .map(([column, row], bit) =>
      (mask & (1 << bit)) === 0
        ? ''
        : `M${round(x + width * (0.25 + column * 0.5))} ${round(y + height * (0.125 + row * 0.25))}h.01`,
    )
    .join('')
  return { stroke: 'dots', path }
}

/** Shades as a grid of squares, bigger with each step. */
function shade({ x, y, width, height }: Cell, density: number): Shape {
  const size = (width / 2) * (0.2 + density * 0.22)
  let path = ''
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 2; column++) {
      const middleX = x + ((column + 0.5) * width) / 2
      const middleY = y + ((row + 0.5) * height) / 4
      path += rect(middleX - size / 2, middleY - size / 2, size, size)
    }
  }
  return { stroke: 'fill', path }
}

function rect(x: number, y: number, width: number, height: number): string {
  return `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
