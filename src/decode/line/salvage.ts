import { repairJson } from './repair.ts'

/** Longer broken lines are not worth the search. */
const maxLength = 65_536
const maxTemplates = 64
const maxPerFirstKey = 8
const maxKeys = 128

/**
 * Reads lines that only look like JSON. Loggers that fill a template write the same keys in the same order, so a
 * broken line is cut at the keys of a good one, from right to left: an unescaped user agent may inject a
 * `"status":200`, but the real one is the last before the key that follows it.
 */
export class Salvager {
  readonly #templates = new Map<string, string[][]>()
  #count = 0

  constructor(templates: readonly (readonly string[])[] = []) {
    for (const keys of templates) this.learn(keys)
  }

  /** Key orders seen so far, as plain data. */
  templates(): string[][] {
    return [...this.#templates.values()].flat()
  }

  learn(keys: readonly string[]): void {
    const first = keys[0]
    if (first === undefined || keys.length < 2 || keys.length > maxKeys || this.#count >= maxTemplates) return
    const same = this.#templates.get(first) ?? []
    if (same.some(known => known.length === keys.length && known.every((key, i) => key === keys[i]))) return
    if (same.length >= maxPerFirstKey) return
    same.push([...keys])
    this.#templates.set(first, same)
    this.#count++
  }

  /** The fields that could be read, or `null`. */
  salvage(text: string): Record<string, unknown> | null {
    if (text.length > maxLength) return null
    const first = /^\{\s{0,8}"([^"\\]{1,128})"/.exec(text)?.[1]
    if (first === undefined) return null
    let best: Anchor[] | null = null
    const places = keyPlaces(text)
    for (const keys of this.#templates.get(first) ?? []) {
      const anchors = findAnchors(places, keys)
      if (best === null || anchors.length > best.length) best = anchors
    }
    const record = best === null || best.length < 2 ? scanPairs(text) : readAnchors(text, best)
    return Object.keys(record).length === 0 ? null : record
  }
}

interface Anchor {
  readonly key: string
  /** Index of the opening quote of the key. */
  readonly at: number
  /** Index after the colon. */
  readonly value: number
}

/** Every place in the line where `"key":` stands as a key may stand, left to right. */
function keyPlaces(text: string): Map<string, Anchor[]> {
  const places = new Map<string, Anchor[]>()
  for (let at = text.indexOf('"'); at >= 0; ) {
    const close = text.indexOf('"', at + 1)
    if (close < 0) break
    const colon = skipSpaces(text, close + 1)
    const before = previousVisible(text, at)
    if (text.charCodeAt(colon) === 58 && (before === 44 || before === 123) && close - at < 130) {
      const key = text.slice(at + 1, close)
      const anchor = { key, at, value: colon + 1 }
      const known = places.get(key)
      if (known === undefined) places.set(key, [anchor])
      else known.push(anchor)
    }
    at = close
  }
  return places
}

/** The last place of each key that lies before the next key's, from right to left. */
function findAnchors(places: ReadonlyMap<string, readonly Anchor[]>, keys: readonly string[]): Anchor[] {
  const anchors: Anchor[] = []
  let limit = Number.POSITIVE_INFINITY
  for (let i = keys.length - 1; i >= 0; i--) {
    const anchor = places.get(keys[i]!)?.findLast(({ at }) => at < limit)
    if (anchor === undefined) continue
    anchors.push(anchor)
    limit = anchor.at
  }
  return anchors.reverse()
}

function skipSpaces(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === 32) at++
  return at
}

function previousVisible(text: string, at: number): number {
  let before = at - 1
  while (before > 0 && text.charCodeAt(before) === 32) before--
  return text.charCodeAt(before)
}

function readAnchors(text: string, anchors: readonly Anchor[]): Record<string, unknown> {
  const record: Record<string, unknown> = Object.create(null)
  anchors.forEach((anchor, index) => {
    const next = anchors[index + 1]
    const raw = text.slice(anchor.value, next?.at ?? text.length).trim()
    const value = next === undefined ? readLast(raw) : readValue(raw.replace(/,\s{0,8}$/, ''))
    if (value !== undefined) record[anchor.key] = value
  })
  return record
}

/** The last value ends with the line's closing brace; without one the line was cut, and the value with it. */
function readLast(raw: string): unknown {
  return raw.endsWith('}') ? readValue(raw.slice(0, -1).trimEnd()) : undefined
}

function readValue(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    if (raw.length > 1 && raw.startsWith('"') && raw.endsWith('"')) return looseString(raw.slice(1, -1))
    return raw === '' || raw.length > 200 ? null : bare(raw)
  }
}

/** A string whose quotes are not escaped. */
function looseString(inside: string): string {
  const escaped = repairJson(`"${inside.replace(/\\?"/g, '\\"')}"`)
  try {
    return JSON.parse(escaped) as string
  } catch {
    return inside
  }
}

function bare(raw: string): unknown {
  try {
    return JSON.parse(repairJson(`{"v":${raw}}`)).v
  } catch {
    return null
  }
}

/** Complete `"key":scalar` pairs, wherever they stand. */
function scanPairs(text: string): Record<string, unknown> {
  const record: Record<string, unknown> = Object.create(null)
  const pair =
    /"([A-Za-z_@][\w@.-]{0,80})"\s{0,4}:\s{0,4}(?:"((?:[^"\\]|\\.)*)"|(-?\d[\d.eE+-]{0,40}|true|false|null)(?=\s{0,4}[,}]))/g
  for (const match of text.matchAll(pair)) {
    const [, key, string, scalar] = match
    if (string !== undefined) record[key!] = looseString(string)
    else if (scalar !== undefined) record[key!] = readValue(scalar)
  }
  return record
}
