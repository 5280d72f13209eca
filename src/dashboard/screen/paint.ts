import { displayWidth } from '../../text/index.ts'
import { continuation, type Surface } from '../cells/surface.ts'
import type { BlessedLine, BlessedScreen } from './blessed.ts'

/**
 * Puts the cells that changed into blessed's lines. blessed then writes those, and nothing for lines without
 * a change. Returns whether there was any.
 */
export function paint(screen: BlessedScreen, surface: Surface): boolean {
  let changed = false
  const rows = Math.min(surface.height, screen.lines.length)
  for (let y = 0; y < rows; y++) {
    if (paintLine(screen.lines[y]!, screen.olines[y]!, surface, y)) changed = true
  }
  return changed
}

function paintLine(line: BlessedLine, shown: BlessedLine, surface: Surface, y: number): boolean {
  const { characters, styles, width } = surface
  const columns = Math.min(width, line.length)
  let changed = false
  for (let x = 0; x < columns; x++) {
    const index = y * width + x
    const cell = line[x]!
    const character = characters[index]!
    const wanted = risky(x === 0 ? '' : characters[index - 1]!) ? at(x, y, character) : character
    if (cell[0] === styles[index] && cell[1] === wanted) continue
    cell[0] = styles[index]!
    cell[1] = wanted
    changed = true
    if (isRisky(character)) repaintAfter(shown, x, character)
  }
  if (changed) line.dirty = true
  return changed
}

/**
 * Characters about whose width terminals disagree: wide ones and those with combining marks. Whatever follows
 * one is written again and to an absolute position, so that a disagreement cannot shift the rest of the line.
 */
function isRisky(character: string): boolean {
  return character.length > 1 || displayWidth(character) === 2
}

function risky(before: string): boolean {
  return before === continuation || (before.length > 1 && displayWidth(before) === 1)
}

function at(x: number, y: number, character: string): string {
  return character === continuation ? character : `\x1b[${y + 1};${x + 1}H${character}`
}

/** No cell equals this, so blessed writes it again. */
const unknown = '\0'

function repaintAfter(shown: BlessedLine, x: number, character: string): void {
  const width = displayWidth(character)
  for (const next of [x + 1, x + width]) if (shown[next] !== undefined) shown[next]![1] = unknown
}
