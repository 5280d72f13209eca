/** Reads fields that a filter or a grouping asked for, by their path in the log. */
export class ExtraFields {
  readonly names: readonly string[]
  readonly #empty: readonly null[] = []

  constructor(names: readonly string[]) {
    this.names = names
  }

  /** One text per name, `null` where the record has none. */
  read(record: Record<string, unknown>): readonly (string | null)[] {
    return this.names.length === 0 ? this.#empty : this.names.map(name => textOf(lookUp(record, name)))
  }
}

/** Value at a dotted path; keys may hold dots themselves (`"http.request.method"`). */
export function lookUp(record: unknown, path: string): unknown {
  if (typeof record !== 'object' || record === null) return undefined
  const fields = record as Record<string, unknown>
  if (Object.hasOwn(fields, path)) return fields[path]
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const key = path.slice(0, dot)
    const found = Object.hasOwn(fields, key) ? lookUp(fields[key], path.slice(dot + 1)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

const maxLength = 1024

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.length > maxLength ? value.slice(0, maxLength) : value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) && typeof value[0] !== 'object' && value.length > 0 ? String(value[0]) : null
}
