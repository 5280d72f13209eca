import { isRegisteredMethod } from '../values/method.ts'
import { looksLikePath } from '../values/path.ts'
import { parseRequestLine } from '../values/request-line.ts'
import { asideOf } from './asides.ts'
import type { Found } from './found.ts'
import type { KeyNode, KeyTree } from './key-tree.ts'
import { tokensOf } from './names.ts'
import { wordTier } from './order.ts'
import { Slot } from './slots.ts'

/** Keys whose paths and addresses are not what was asked for. */
const elsewhere =
  /^(referr?er|file|filename|dir|directory|cwd|home|script|source|module|package|location|redirect|callback|origin|upstream|backend|host|server|log|logger|avatar|image|target|caller|base|prefix|root|socket)$/

/** What is called over gRPC, with no method beside it: `/helloworld.v1.Greeter/SayHello`. */
const procedure = /^\/[A-Za-z]\w*(?:\.\w+){1,16}\/[A-Za-z]\w*$/

interface Candidate {
  readonly node: KeyNode
  readonly value: string
}

/**
 * Method and path of a record with a status whose keys do not say where they are (`"operation":"GET /users"`,
 * `"type":"GET"`, `"api":"/users"`), by what values look like: nothing else is a method in capitals and a path.
 */
export function targetByValue(record: Record<string, unknown>, found: Found, tree: KeyTree): void {
  for (const levels of [1, 2]) {
    const methods: Candidate[] = []
    const paths: Candidate[] = []
    collect(record, tree.root, tree, methods, paths, levels)
    takeTarget(found, methods, paths)
    if (found.method !== null && found.path !== null) return
  }
}

function takeTarget(found: Found, methods: readonly Candidate[], paths: readonly Candidate[]): void {
  if (found.method === null && methods.length === 1) {
    const { node, value } = methods[0]!
    found.method = value
    found.take(Slot.method, wordTier, node)
  }
  if (found.path === null && paths.length === 1) {
    const { node, value } = paths[0]!
    if (found.method === null && !(found.durationPresent && procedure.test(value))) return
    found.path = value
    found.targetPresent = true
    found.take(Slot.path, wordTier, node)
  }
}

function collect(
  record: object,
  parent: KeyNode,
  tree: KeyTree,
  methods: Candidate[],
  paths: Candidate[],
  levels: number,
): void {
  for (const [key, value] of Object.entries(record)) {
    if (typeof value === 'string') {
      if (value.length <= 4096) weigh(value, tree.child(parent, key), methods, paths)
    } else if (levels > 0 && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const node = tree.child(parent, key)
      if (asideOf([...node.segments, '']) === 0 && !elsewhere.test(node.segments.at(-1)!))
        collect(value, node, tree, methods, paths, levels - 1)
    }
  }
}

function weigh(value: string, node: KeyNode, methods: Candidate[], paths: Candidate[]): void {
  if (isRegisteredMethod(value)) {
    methods.push({ node, value })
    return
  }
  const isPath = value !== '*' && looksLikePath(value)
  if (isPath ? /\s/.test(value) : !/^[A-Z]{3,16} (\/|https?:\/\/)\S*( HTTP\/[\d.]{1,3})?$/.test(value)) return
  if (tokensOf(node.keys.at(-1)!).some(token => elsewhere.test(token))) return
  if (isPath) {
    paths.push({ node, value })
    return
  }
  const { method, target } = parseRequestLine(value)
  if (method === null || target === null || !isRegisteredMethod(method)) return
  methods.push({ node, value: method })
  paths.push({ node, value: target })
}
