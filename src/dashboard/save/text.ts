import type { Surface } from '../cells/surface.ts'

/** The screen as plain text, a line a row, without trailing blanks. */
export function saveText(surface: Surface): string {
  const lines = Array.from({ length: surface.height }, (_, y) => surface.line(y))
  return `${lines.join('\n')}\n`
}
