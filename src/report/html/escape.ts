import { cutMiddle, sanitise } from '../../text/index.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A page for people needs no name longer than this, and a log of megabyte paths must not make it large. */
const maxName = 200
const maxProse = 4000

/** Prose for element content and for quoted attributes. */
export function escapeHtml(text: string): string {
  return withEntities(cutMiddle(sanitise(text), maxProse))
}

/** A name from the log: a route, a client. */
export function escapeName(text: string): string {
  return withEntities(cutMiddle(sanitise(text), maxName))
}

function withEntities(text: string): string {
  return text.replace(/[&<>"']/g, character => entities[character]!)
}
