/**
 * The look of one cell in one number, as terminals keep it: `flags << 18 | foreground << 9 | background`.
 * Colours are 0–255; 511 is the terminal's own.
 */
export type Style = number

export const ownColour = 0x1ff
export const Flag = { bold: 1, underline: 2, inverse: 8 } as const

export const plain: Style = (ownColour << 9) | ownColour

export function style(foreground: number = ownColour, background: number = ownColour, flags = 0): Style {
  return (flags << 18) | (foreground << 9) | background
}

export function withFlags(base: Style, flags: number): Style {
  return base | (flags << 18)
}

export function withBackground(base: Style, background: number): Style {
  return (base & ~0x1ff) | background
}

export function foregroundOf(value: Style): number {
  return (value >> 9) & 0x1ff
}

export function backgroundOf(value: Style): number {
  return value & 0x1ff
}

export function hasFlag(value: Style, flag: number): boolean {
  return ((value >> 18) & flag) !== 0
}
