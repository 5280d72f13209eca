import { usageError } from '../../model/index.ts'
import { nearest } from '../../text/index.ts'
import { asciiGlyphs, type Glyphs, unicodeGlyphs } from '../cells/glyphs.ts'
import {
  Flag,
  hasFlag,
  ownColour,
  plain,
  type Style,
  style,
  withBackground,
  withFlags,
} from '../cells/style.ts'
import { type Palette, palettes, type Role } from './palettes.ts'

export type ColourCount = 0 | 16 | 256

/** Roles and glyphs made concrete for one terminal. */
export interface Theme {
  readonly colours: ColourCount
  readonly palette: Palette
  readonly glyphs: Glyphs
  ink(role: Role): Style
  strong(role: Role): Style
  /** The same cell in a selected row: another background, or reverse video. */
  selected(base: Style): Style
  /** The same cell in the header. */
  bar(base: Style): Style
  /** A word set off from its line: the mode, a key. */
  chip(role: Role): Style
  /** 0–1 → a cell of a heatmap. */
  heat(share: number): { character: string; style: Style }
}

/** Without colours bold and underline carry what they can; glyphs and words carry the rest. */
const flagsWithoutColour: Partial<Record<Role, number>> = {
  strong: Flag.bold,
  focus: Flag.bold,
  accent: Flag.bold,
  warn: Flag.bold,
  bad: Flag.bold | Flag.underline,
  class5: Flag.bold,
}

export const paletteNames: readonly string[] = palettes.map(palette => palette.name)

/** @throws a usage error that names the nearest palette */
export function paletteNamed(name: string): Palette {
  const wanted = name.replace('color', 'colour').replace('colourblind', 'colour-blind')
  const found = palettes.find(palette => palette.name === wanted)
  if (found !== undefined) return found
  const near = nearest(wanted, paletteNames)
  throw usageError('unknown palette', {
    place: name,
    hint: near === null ? `choose one of ${paletteNames.join(', ')}` : `did you mean ${near}?`,
  })
}

export function createTheme(options: { palette: string; colours: ColourCount; ascii: boolean }): Theme {
  const { colours } = options
  const palette = paletteNamed(options.palette)
  const glyphs = options.ascii ? asciiGlyphs : unicodeGlyphs
  const styles = new Map<Role, Style>()
  for (const [role, [of256, of16]] of Object.entries(palette.inks)) {
    const colour = colours === 256 ? of256 : colours === 16 ? of16 : null
    const flags = colours === 0 ? (flagsWithoutColour[role as Role] ?? 0) : 0
    styles.set(role as Role, style(colour ?? ownColour, ownColour, flags))
  }
  const ink = (role: Role): Style => styles.get(role)!
  const last = palette.heat.length - 1
  return {
    colours,
    palette,
    glyphs,
    ink,
    strong: role => withFlags(ink(role), Flag.bold),
    // Reverse video of many colours would be a patchwork: one look for the whole row.
    selected: base =>
      colours === 256
        ? withBackground(base, palette.selected)
        : withFlags(plain, Flag.inverse | (hasFlag(base, Flag.bold) ? Flag.bold : 0)),
    bar: base => (colours === 256 ? withBackground(base, palette.bar) : base),
    chip: role => withFlags(ink(role), Flag.inverse | Flag.bold),
    heat: share => {
      const step = Math.max(0, Math.min(last, Math.ceil(share * last)))
      const shade = Math.max(
        0,
        Math.min(glyphs.shades.length - 1, Math.ceil(share * glyphs.shades.length) - 1),
      )
      return colours === 256 && !glyphs.ascii
        ? { character: glyphs.block, style: style(palette.heat[step]!) }
        : { character: glyphs.shades[shade]!, style: ink('volume') }
    },
  }
}
