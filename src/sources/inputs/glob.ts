import { type Dirent, readdirSync } from 'node:fs'

/** More alternatives in braces than this are not meant. */
const braceLimit = 1000
const depthLimit = 32

export function isGlob(text: string): boolean {
  return /[*?[{]/.test(text)
}

/**
 * The paths that match, in order of code points: `*`, `?`, `[a-z]`, `[!a]`, `{a,b}`, and a double star for any depth.
 * Names that begin with a dot match only a pattern that does. Links to directories are not descended into by `**`.
 */
export function glob(pattern: string): string[] {
  const found = new Set<string>()
  for (const each of expandBraces(pattern)) {
    const parts = each.split('/').filter(part => part !== '')
    walk(each.startsWith('/') ? '/' : '', parts, found)
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1))
}

function walk(folder: string, parts: readonly string[], found: Set<string>, depth = 0): void {
  const [part, ...rest] = parts
  if (part === undefined || depth > depthLimit) return
  if (part === '**') {
    walk(folder, rest, found, depth)
    for (const entry of entriesOf(folder))
      if (entry.isDirectory() && !entry.name.startsWith('.'))
        walk(below(folder, entry.name), parts, found, depth + 1)
    return
  }
  const last = rest.length === 0
  if (!isGlob(part) && !last) {
    walk(below(folder, part), rest, found, depth)
    return
  }
  for (const entry of entriesOf(folder)) {
    if (!matches(part, entry.name)) continue
    const path = below(folder, entry.name)
    if (!last) walk(path, rest, found, depth)
    else if (!entry.isDirectory()) found.add(path)
  }
}

/** Not `join`: it would take `..` after a link for the folder the link stands in. */
function below(folder: string, name: string): string {
  return folder === '' || folder.endsWith('/') ? folder + name : `${folder}/${name}`
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** Whether a file name matches one part of a pattern. At most pattern length × name length steps. */
export function matches(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false
  let p = 0
  let n = 0
  let star = -1
  let starName = 0
  while (n < name.length) {
    const step = p < pattern.length && pattern[p] !== '*' ? matchOne(pattern, p, name[n]!) : 0
    if (step > 0) {
      p += step
      n++
    } else if (pattern[p] === '*') {
      star = p++
      starName = n
    } else if (star >= 0) {
      p = star + 1
      n = ++starName
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}

/** How many characters of the pattern stand for this one character; 0 when they do not match. */
function matchOne(pattern: string, at: number, character: string): number {
  if (pattern[at] === '?') return 1
  const end = pattern[at] === '[' ? pattern.indexOf(']', at + 2) : -1
  if (end < 0) return pattern[at] === character ? 1 : 0
  const negated = pattern[at + 1] === '!' || pattern[at + 1] === '^'
  const set = pattern.slice(at + (negated ? 2 : 1), end)
  let inside = false
  for (let i = 0; i < set.length; i++) {
    if (set[i + 1] === '-' && i + 2 < set.length) {
      inside ||= set[i]! <= character && character <= set[i + 2]!
      i += 2
    } else inside ||= set[i] === character
  }
  return inside !== negated ? end + 1 - at : 0
}

/** `a{b,c}d` → `abd`, `acd`; nested braces too. What is not balanced stays as it is. */
export function expandBraces(pattern: string): string[] {
  const done: string[] = []
  const open = [pattern]
  while (open.length > 0 && open.length + done.length < braceLimit) {
    const text = open.pop()!
    const braces = innermost(text)
    if (braces === null) done.push(text)
    else
      for (const choice of text.slice(braces.start + 1, braces.end).split(','))
        open.push(text.slice(0, braces.start) + choice + text.slice(braces.end + 1))
  }
  return [...done, ...open]
}

function innermost(text: string): { start: number; end: number } | null {
  const end = text.indexOf('}')
  const start = end < 0 ? -1 : text.lastIndexOf('{', end)
  return start < 0 || !text.slice(start, end).includes(',') ? null : { start, end }
}
