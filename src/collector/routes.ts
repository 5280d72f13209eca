import { bounded } from './text-bounds.ts'

/** How long a path may be before it is cut: longer ones would let a log fill the memory. */
const longestRoute = 4096

/**
 * Route template of a raw path: segments that are identifiers become `:id`, unless one of the templates
 * (`/users/:name`, `/users/{name}`, `/static/*`) matches first.
 *
 * An identifier is: all digits, a UUID, 16 or more hex digits, a ULID, 20 or more characters that mix letters
 * and digits, an e-mail address, an ISO date. Version prefixes, file names and words stay.
 */
export function routeOf(path: string, templates: readonly string[] = []): string {
  const template = templates.length === 0 ? undefined : templates.find(each => matches(path, each))
  return template ?? withoutIdentifiers(path)
}

/** `routeOf` with a memory, since logs repeat themselves; `null` templates: raw paths. */
export class RouteMapper {
  /** Raw paths: templates of the log are not used either. */
  readonly raw: boolean
  /** Some templates were given by hand. */
  readonly byHand: boolean
  readonly #templates: readonly string[]
  readonly #known = new Map<string, string>()

  constructor(templates: readonly string[] | false = []) {
    this.raw = templates === false
    this.#templates = templates === false ? [] : templates
    this.byHand = this.#templates.length > 0
  }

  /**
   * @param path as in the log
   * @param template where the log itself names one; templates given by hand come before it
   */
  route(path: string | null, template: string | null): string | null {
    if (path === null && template === null) return null
    if (this.raw) return bounded(path ?? template!, longestRoute)
    if (template === null) return this.#remembered(path!)
    const byHand = path === null ? undefined : this.#templates.find(each => matches(path, each))
    return byHand ?? bounded(template, longestRoute)
  }

  #remembered(path: string): string {
    let route = this.#known.get(path)
    if (route !== undefined) return route
    const key = bounded(path, longestRoute)
    route = routeOf(key, this.#templates)
    if (this.#known.size >= 20_000) this.#known.clear()
    this.#known.set(key, route)
    return route
  }
}

/** Segment by segment: no pattern that could backtrack touches a path. */
function matches(path: string, template: string): boolean {
  let at = 0
  let wanted = 0
  while (wanted < template.length && at < path.length) {
    const wantedEnd = segmentEnd(template, wanted)
    const end = segmentEnd(path, at)
    const first = template[wanted]
    if (first === '*' && wantedEnd === wanted + 1) {
      if (wantedEnd === template.length) return true
    } else if (first === ':' || (first === '{' && template[wantedEnd - 1] === '}')) {
      if (end === at) return false
    } else if (wantedEnd - wanted !== end - at || !path.startsWith(template.slice(wanted, wantedEnd), at)) {
      return false
    }
    at = end + 1
    wanted = wantedEnd + 1
  }
  return at >= path.length && wanted >= template.length && path.endsWith('/') === template.endsWith('/')
}

function segmentEnd(path: string, start: number): number {
  const end = path.indexOf('/', start)
  return end < 0 ? path.length : end
}

function withoutIdentifiers(path: string): string {
  let route = ''
  let copied = 0
  for (let start = 0; start <= path.length; ) {
    const end = segmentEnd(path, start)
    if (isIdentifier(path, start, end)) {
      route += `${path.slice(copied, start)}:id`
      copied = end
    }
    start = end + 1
  }
  return copied === 0 ? path : route + path.slice(copied)
}

/** What the characters of a segment are, counted once; the rules below only compare the counts. */
function isIdentifier(path: string, start: number, end: number): boolean {
  const length = end - start
  if (length === 0) return false
  let digits = 0
  let hex = 0
  let letters = 0
  let dashes = 0
  let others = 0
  for (let i = start; i < end; i++) {
    const code = path.charCodeAt(i)
    const lower = code | 0x20
    if (code >= 48 && code <= 57) digits++
    else if (lower >= 97 && lower <= 122) {
      letters++
      if (lower <= 102) hex++
    } else if (code === 45) dashes++
    else if (code !== 95 && code !== 126 && code !== 61) others++
  }
  if (digits === length) return true
  if (length >= 16 && digits + hex === length) return true
  if (length === 36 && dashes === 4 && digits + hex === 32) return isUuid(path, start)
  if (length >= 20 && others === 0 && letters > 0 && digits > 0) return true
  return others > 0 || dashes > 0 ? isAddressOrDate(path.slice(start, end), length) : false
}

function isUuid(path: string, start: number): boolean {
  return [8, 13, 18, 23].every(position => path.charCodeAt(start + position) === 45)
}

const date = /^\d{4}-\d{2}-\d{2}(?:T[\d:.,+Z-]{1,30})?$/
const address = /^[^@\s]{1,128}@[^@\s.]{1,128}\.[^@\s]{1,128}$/

function isAddressOrDate(segment: string, length: number): boolean {
  if (length <= 41 && date.test(segment)) return true
  return length <= 300 && address.test(segment.replace(/%40/, '@'))
}
