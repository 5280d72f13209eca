/** The sixteen named colours as most terminals show them on a dark ground. */
const named = [
  '#2e3436',
  '#cc4b4b',
  '#5f9f4f',
  '#c4a000',
  '#4a7fc1',
  '#8f5f9f',
  '#3c9a9a',
  '#d3d7cf',
  '#7a7e7c',
  '#ef5f5f',
  '#8ae234',
  '#fce94f',
  '#729fcf',
  '#c08fd0',
  '#34e2e2',
  '#eeeeec',
]

const steps = [0, 95, 135, 175, 215, 255]

/** Colour 0–255 of a terminal as `#rrggbb`: 16 named ones, a 6 × 6 × 6 cube, 24 greys. */
export function hexOf(colour: number): string {
  if (colour < 16) return named[colour]!
  if (colour >= 232) {
    const grey = 8 + (colour - 232) * 10
    return hex(grey, grey, grey)
  }
  const index = colour - 16
  return hex(steps[Math.floor(index / 36)]!, steps[Math.floor(index / 6) % 6]!, steps[index % 6]!)
}

function hex(...parts: readonly number[]): string {
  return `#${parts.map(part => part.toString(16).padStart(2, '0')).join('')}`
}
