import { objectEnd, secondObject } from './objects.ts'
import { cleanLine, findJson } from './prefix.ts'
import { repairJson } from './repair.ts'
import type { Salvager } from './salvage.ts'

export type JsonObject = Record<string, unknown>

/** Why a text is no record. */
export type Refusal = 'blank' | 'notJson' | 'notObject'

export interface ParsedText {
  readonly record: JsonObject
  /** The text was not valid JSON and was mended. */
  readonly salvaged: boolean
  readonly wrapper: string | null
  /** A time in the prefix. */
  readonly time: string | null
  /** What follows the object on the same line: another record. */
  readonly rest: string | null
}

/** Turns the text of a line into an object, however it was wrapped or broken. */
export class TextParser {
  readonly salvager: Salvager
  #lessons: number

  /** @param lessons from so many good records key orders are learnt; then they are fixed, for everybody alike */
  constructor(salvager: Salvager, lessons: number) {
    this.salvager = salvager
    this.#lessons = lessons
  }

  /** Whether good records still teach key orders. */
  get learning(): boolean {
    return this.#lessons > 0
  }

  /** The whole text as one object, or `null`: what most lines are. */
  parseObject(text: string): JsonObject | null {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return null
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    this.#learn(value as JsonObject)
    return value as JsonObject
  }

  /** A record that was written as JSON twice: `"{\"status\":200}"`. */
  #parseQuoted(text: string): ParsedText | null {
    if (!text.startsWith('"{\\"') || !text.endsWith('"')) return null
    try {
      const record = this.parseObject(JSON.parse(text))
      return record && { record, salvaged: false, wrapper: 'JSON text', time: null, rest: null }
    } catch {
      return null
    }
  }

  parse(text: string): ParsedText | Refusal {
    const plain = stripBrackets(cleanLine(text))
    if (plain === '') return 'blank'
    const { start, wrapper, time } = findJson(plain)
    if (start < 0) return this.#parseQuoted(plain) ?? (isJson(plain) ? 'notObject' : 'notJson')
    const body = start === 0 ? plain : plain.slice(start)
    const record = this.parseObject(body)
    if (record !== null) return { record, salvaged: false, wrapper, time, rest: null }
    const mended = this.#mend(body)
    if (mended !== null) return { ...mended, wrapper, time }
    return isJson(plain) ? 'notObject' : 'notJson'
  }

  #mend(body: string): { record: JsonObject; salvaged: boolean; rest: string | null } | null {
    const second = secondObject(body)
    if (second > 0) {
      const first = this.parseObject(body.slice(0, second))
      if (first !== null && body.charCodeAt(second + 1) === 34)
        return { record: first, salvaged: false, rest: body.slice(second) }
    }
    const repaired = this.parseObject(repairJson(body))
    if (repaired !== null) return { record: repaired, salvaged: true, rest: null }
    const salvaged = this.salvager.salvage(body)
    if (salvaged !== null) return { record: salvaged, salvaged: true, rest: null }
    const end = objectEnd(body, 0)
    const alone = end > 0 && body.charCodeAt(end) === 32 ? this.parseObject(body.slice(0, end)) : null
    return alone === null ? null : { record: alone, salvaged: false, rest: null }
  }

  #learn(record: JsonObject): void {
    if (this.#lessons <= 0) return
    this.#lessons--
    this.salvager.learn(Object.keys(record))
  }
}

/** An array written one element a line: `[` and `]` alone, commas at the ends. */
function stripBrackets(text: string): string {
  if (text === '[' || text === ']' || text === ',' || text === '],') return ''
  let start = 0
  let end = text.length
  while (text.charCodeAt(start) === 44 || text.charCodeAt(start) === 32) start++
  while (end > start && (text.charCodeAt(end - 1) === 44 || text.charCodeAt(end - 1) === 32)) end--
  if (text.charCodeAt(start) === 123 && text.charCodeAt(end - 1) === 93 && text.charCodeAt(end - 2) === 125)
    end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

function isJson(text: string): boolean {
  const first = text.charCodeAt(0)
  const possible = first === 34 || first === 45 || (first >= 48 && first <= 57) || 'tfn[{'.includes(text[0]!)
  if (!possible) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
