type Box = readonly [x: number, y: number, width: number, height: number]

/** Boxes in parts of a cell: x, y, width, height of 0–1. */
const blocks: Readonly<Record<string, readonly Box[]>> = {
  '█': [[0, 0, 1, 1]],
  ...Object.fromEntries(
    [...'▁▂▃▄▅▆▇'].map((glyph, index) => [glyph, [[0, 1 - (index + 1) / 8, 1, (index + 1) / 8]]]),
  ),
  ...Object.fromEntries([...'▏▎▍▌▋▊▉'].map((glyph, index) => [glyph, [[0, 0, (index + 1) / 8, 1]]])),
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

const thin = 1
const thick = 3

/** Whether its edges are those of a grid, where antialiasing would show as seams. */
export function isBlock(character: string): boolean {
  return character in blocks
}

/** A character as an SVG path at (x, y), or `null` when it is text. */
export function shapesOf(
  character: string,
  x: number,
  y: number,
  width: number,
  height: number,
): string | null {
  const code = character.codePointAt(0) ?? 0
  if (code >= 0x2800 && code <= 0x28ff) return braille(code - 0x2800, x, y, width, height)
  const boxes = blocks[character]
  if (boxes !== undefined) {
    return boxes
      .map(([bx, by, bw, bh]) => rect(x + bx * width, y + by * height, bw * width, bh * height))
      .join('')
  }
  return lines(character, x, y, width, height) ?? shade(character, x, y, width, height)
}

function braille(mask: number, x: number, y: number, width: number, height: number): string {
  const radius = width / 7
  return dots
    .map(([column, row], bit) =>
      (mask & (1 << bit)) === 0
        ? ''
        : circle(x + width * (0.25 + column * 0.5), y + height * (0.125 + row * 0.25), radius),
    )
    .join('')
}

function lines(character: string, x: number, y: number, width: number, height: number): string | null {
  const middleX = x + width / 2 - thin / 2
  const middleY = y + height / 2 - thin / 2
  const right = rect(middleX, middleY, width / 2 + thin / 2, thin)
  const left = rect(x, middleY, width / 2 + thin / 2, thin)
  const down = rect(middleX, middleY, thin, height / 2 + thin / 2)
  const up = rect(middleX, y, thin, height / 2 + thin / 2)
  switch (character) {
    case '━':
      return rect(x, y + height / 2 - thick / 2, width, thick)
    case '╸':
      return rect(x, y + height / 2 - thick / 2, width / 2, thick)
    case '─':
      return rect(x, middleY, width, thin)
    case '│':
      return rect(middleX, y, thin, height)
    case '┊':
      return [0, 1, 2, 3].map(part => rect(middleX, y + (part * height) / 4, thin, height / 8)).join('')
    case '╭':
      return right + down
    case '╮':
      return left + down
    case '╰':
      return right + up
    case '╯':
      return left + up
    default:
      return null
  }
}

const shades: Readonly<Record<string, number>> = { '░': 1, '▒': 2, '▓': 3 }

/** Shades as a grid of dots, denser with each step. */
function shade(character: string, x: number, y: number, width: number, height: number): string | null {
  const density = shades[character]
  if (density === undefined) return null
  const across = 2
  const down = 4
  const size = (width / across) * (0.2 + density * 0.22)
  let path = ''
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const cx = x + ((column + 0.5) * width) / across
      const cy = y + ((row + 0.5) * height) / down
      path += rect(cx - size / 2, cy - size / 2, size, size)
    }
  }
  return path
}

function rect(x: number, y: number, width: number, height: number): string {
  return `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`
}

function circle(x: number, y: number, radius: number): string {
  const r = round(radius)
  return `M${round(x - radius)} ${round(y)}a${r} ${r} 0 1 0 ${round(2 * radius)} 0a${r} ${r} 0 1 0 ${round(-2 * radius)} 0z`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
