import type { Found } from './found.ts'
import type { KeyNode, KeyTree } from './key-tree.ts'
import { inArray } from './shape.ts'

/** Text that may hold the record itself, and arrays that may hold many. */
export interface Inner {
  /** Value of a wrapper key, in the order met. */
  texts: string[]
  wrappers: string[]
  /** A text without braces: perhaps an access log line. */
  message: string | null
  records: unknown[] | null
  /** An array with nothing but one object, which might as well be without it. */
  boxed: boolean
  tooDeep: boolean
}

const batches = new Set([
  'records',
  'events',
  'logevents',
  'entries',
  'logs',
  'streams',
  'values',
  'hits',
  'result',
  'resourcelogs',
  'scopelogs',
  'logrecords',
  'resourcespans',
  'scopespans',
  'spans',
  'requests',
  'items',
  'data',
  'messages',
  'rows',
  'docs',
  'documents',
])

const wrapperNames = new Map([
  ['log', 'docker'],
  ['line', 'loki'],
  ['textpayload', 'google-cloud'],
])

/** Of `{"…`, as Pub/Sub and Kinesis hand it over; a token of that kind has dots. */
const base64 = /^eyJ[A-Za-z0-9+/]{20,}={0,2}$/

const empty = (): Inner => ({
  texts: [],
  wrappers: [],
  message: null,
  records: null,
  boxed: false,
  tooDeep: false,
})

/** Offers every value of a record to `found`; what may wrap a record is left in `inner`. */
export class Walker {
  readonly #tree: KeyTree
  readonly #maxDepth: number
  inner: Inner = empty()

  constructor(tree: KeyTree, maxDepth: number) {
    this.#tree = tree
    this.#maxDepth = maxDepth
  }

  walk(record: Record<string, unknown>, found: Found): Inner {
    const { inner } = this
    inner.message = null
    inner.boxed = false
    if (inner.texts.length > 0 || inner.records !== null || inner.tooDeep) this.inner = empty()
    found.shape = this.#tree.shape
    this.#object(record, this.#tree.root, found, 1)
    return this.inner
  }

  #object(record: Record<string, unknown>, node: KeyNode, found: Found, depth: number): void {
    for (const key in record) {
      const child = node.children.get(key) ?? this.#tree.child(node, key)
      if (found.shape !== null) found.shape = found.shape.step(child)
      this.#value(record[key], child, found, depth)
    }
  }

  #value(value: unknown, node: KeyNode, found: Found, depth: number): void {
    if (node.uses.length > 0) found.offer(node, value)
    if (typeof value === 'string') {
      if (node.wraps && value.length > 2) this.#wrapped(node, value)
    } else if (typeof value === 'object' && value !== null) this.#nested(value, node, found, depth + 1)
  }

  #nested(value: object, node: KeyNode, found: Found, depth: number): void {
    if (depth > this.#maxDepth) this.inner.tooDeep = true
    else if (!Array.isArray(value)) this.#object(value as Record<string, unknown>, node, found, depth)
    else this.#array(value, node, found, depth)
  }

  #array(values: unknown[], node: KeyNode, found: Found, depth: number): void {
    const first = values[0]
    if (found.shape !== null) found.shape = found.shape.step(inArray)
    if (typeof first !== 'object' || first === null) {
      if (node.wraps && isBytes(values)) this.#wrapped(node, Buffer.from(values as number[]).toString('utf8'))
      return
    }
    if (batches.has(node.segments.at(-1)!) || isTable(first)) this.inner.records ??= values
    else if (values.length === 1) this.inner.boxed = true
    for (const value of values) {
      if (typeof value !== 'object' || value === null) continue
      const named = value as Named
      const name = [named.key, named.name, named.Key].find(each => typeof each === 'string')
      if (name !== undefined && ('value' in value || 'Value' in value))
        this.#value(attributeValue(named.value ?? named.Value), this.#tree.child(node, name), found, depth)
      else if (!this.#shallow(value, depth + 1)) this.inner.tooDeep = true
    }
  }

  #wrapped(node: KeyNode, text: string): void {
    if (base64.test(text)) {
      this.#wrapped(node, Buffer.from(text, 'base64').toString('utf8'))
      return
    }
    if (text.charCodeAt(0) !== 0x7b) this.inner.message ??= text
    if (!text.includes('{')) return
    this.inner.texts.push(text)
    this.inner.wrappers.push(wrapperNames.get(node.segments.at(-1)!) ?? node.path)
  }

  /** Whether something that holds no field of ours stays within the depth limit. */
  #shallow(value: object, depth: number): boolean {
    if (depth > this.#maxDepth) return false
    for (const child of Object.values(value))
      if (typeof child === 'object' && child !== null && !this.#shallow(child, depth + 1)) return false
    return true
  }
}

/** A row of CloudWatch's query results: `[{"field":"@message","value":…}, …]`. */
function isTable(row: object): boolean {
  return Array.isArray(row) && typeof row[0]?.field === 'string' && 'value' in row[0]
}

/** An element of a list of attributes; Go's stdouttrace spells the keys like fields. */
interface Named {
  readonly key?: string
  readonly name?: string
  readonly value?: unknown
  readonly Key?: string
  readonly Value?: unknown
}

/** OTLP's JSON wraps every attribute: `{"intValue":"200"}`; so does Go's: `{"Type":"INT64","Value":200}`. */
function attributeValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const typed = value as Record<string, unknown>
  return typed.stringValue ?? typed.intValue ?? typed.doubleValue ?? typed.boolValue ?? typed.Value ?? value
}

function isBytes(values: unknown[]): boolean {
  return values.length > 2 && values.every(value => typeof value === 'number' && value >= 0 && value <= 255)
}
