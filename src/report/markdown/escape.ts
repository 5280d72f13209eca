import { sanitise } from '../../text/index.ts'

/**
 * Text that stays text in CommonMark and GFM: every ASCII punctuation that could begin markup is escaped,
 * `<` and `&` become entities (raw HTML is read before backslashes in some renderers), and `@` and `://` are
 * broken so that no one is mentioned and nothing is linked by itself.
 */
export function escapeMarkdown(text: string): string {
  return sanitise(text)
    .replace(/[\\`*_{}[\]()#|~$^]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@/g, '&#64;')
    .replace(/:(?=\/\/)/g, '&#58;')
    .replace(/(?<=www)\./gi, '&#46;')
    .replace(/^([-+=]|\d{1,9}(?=\.\s))/, startEscape)
}

function startEscape(start: string): string {
  return /\d/.test(start) ? `${start}&#8203;` : `\\${start}`
}
