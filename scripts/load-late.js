/** Modules of Node that take a millisecond or more to load, and that many runs do without. */
const late = [
  'child_process',
  'crypto',
  'fs/promises',
  'http',
  'https',
  'net',
  'os',
  'timers/promises',
  'tty',
  'worker_threads',
  'zlib',
]

/**
 * CommonJS as esbuild writes it, with these loaded when they are first used: each is a variable that is set once at
 * the top, `import_node_crypto = require("node:crypto")`, and read as `import_node_crypto.randomBytes`.
 */
export function loadLate(code) {
  const loads = new Map()
  const first = new RegExp(`\\b(import_\\w+)=(require\\("node:(?:${late.join('|')})"\\))`, 'g')
  const without = code.replace(first, (_, name, load) => {
    loads.set(name, load)
    return `${name}=void 0`
  })
  if (loads.size === 0) return code
  const names = new RegExp(`\\b(${[...loads.keys()].join('|')})\\b(?!=)(\\.)?`, 'g')
  return without.replace(names, (whole, name, dot, offset) => {
    if (dot !== undefined) return `(${name}??=${loads.get(name)}).`
    // Declared by itself, set in a function further on.
    if (/(var |,)$/.test(without.slice(Math.max(0, offset - 4), offset))) return whole
    throw new Error(`${name} is used as a whole: ${without.slice(offset - 40, offset + 60)}`)
  })
}
