import { sanitise } from '../../text/index.ts'

/**
 * One CSV field. A text that a spreadsheet would take for a formula (it begins with `= + - @`, also in their
 * full-width forms, a tab or a line break) gets a `'` in front; one that holds a quote, a comma or a line
 * break is quoted. Control characters are made visible, which turns a leading tab into a picture of one.
 */
export function field(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const guarded = /^\s*[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${sanitise(value)}` : sanitise(value)
  return /[",\r\n']|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}
