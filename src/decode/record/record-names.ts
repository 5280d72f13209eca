import type { KeyNode, KeyTree } from './key-tree.ts'

const maxDepth = 8

/** Squashed names of every key path of a record, and of their ends: what formats are told by. */
export function namesOf(record: Record<string, unknown>, tree: KeyTree): Set<string> {
  const names = new Set<string>()
  collect(record, tree.root, tree, names, 0)
  return names
}

function collect(value: object, node: KeyNode, tree: KeyTree, names: Set<string>, depth: number): void {
  if (depth > maxDepth || Array.isArray(value)) return
  for (const [key, child] of Object.entries(value)) {
    const childNode = tree.child(node, key)
    let name = ''
    for (let i = childNode.segments.length - 1; i >= 0; i--) {
      name = childNode.segments[i]! + name
      names.add(name)
    }
    if (typeof child === 'object' && child !== null) collect(child, childNode, tree, names, depth + 1)
  }
}
