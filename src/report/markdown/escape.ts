import { noData, sanitise } from '../../text/index.ts'

/**
 * Prose that stays prose in CommonMark and GFM: punctuation that could begin markup is escaped, `<`, `>` and
 * `&` become entities, `@` and addresses are broken so that no one is mentioned and nothing links by itself.
 */
export function escapeMarkdown(text: string): string {
  return sanitise(text)
    .trim()
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@/g, '@&#8203;')
    .replace(/:(?=\/\/)/g, '&#58;')
    .replace(/(?<=www)\./gi, '&#46;')
    .replace(/^([-+=#])/, '\\$1')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
}

/** A name from the log as a code span, in which nothing is markup; the fence is longer than any run inside. */
export function codeSpan(text: string): string {
  const safe = sanitise(text)
  if (safe.trim() === '' || safe === noData) return escapeMarkdown(safe)
  const longest = Math.max(0, ...(safe.match(/`+/g) ?? []).map(run => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = /^[` ]|[` ]$/.test(safe) ? ' ' : ''
  return `${fence}${pad}${safe.replaceAll('|', '\\|')}${pad}${fence}`
}
