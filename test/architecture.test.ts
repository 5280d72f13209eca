import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', 'src')

/** room → [rooms it may import, packages from outside (node: modules without the prefix are listed as such)]. */
const walls: Record<string, { rooms: string[]; packages: string[] }> = {
  numerics: { rooms: [], packages: ['node:fs', 'node:module', 'node:zlib'] },
  model: { rooms: ['numerics'], packages: [] },
  text: { rooms: [], packages: [] },
  sources: {
    rooms: ['model'],
    packages: [
      'node:fs',
      'node:fs/promises',
      'node:net',
      'node:http',
      'node:zlib',
      'node:path',
      'node:crypto',
      'node:events',
      'node:stream',
      'node:os',
      'node:tty',
      'node:timers',
    ],
  },
  decode: { rooms: ['model', 'text', 'decode/kernel'], packages: [] },
  'decode/kernel': { rooms: ['model', 'decode'], packages: ['node:fs'] },
  collector: { rooms: ['model'], packages: [] },
  query: { rooms: ['model', 'text'], packages: [] },
  insight: { rooms: ['numerics', 'model', 'text', 'query'], packages: [] },
  system: {
    rooms: ['model'],
    packages: ['systeminformation', 'node:fs', 'node:fs/promises', 'node:os', 'node:perf_hooks'],
  },
  history: {
    rooms: ['model'],
    packages: [
      'node:sqlite',
      '@photostructure/sqlite',
      'node:http',
      'node:https',
      'node:fs',
      'node:module',
      'node:path',
      'node:os',
      'node:worker_threads',
      'node:zlib',
    ],
  },
  report: { rooms: ['model', 'text'], packages: ['node:crypto'] },
  dashboard: { rooms: ['model', 'text'], packages: [] },
  'dashboard/screen': { rooms: ['model', 'text', 'dashboard'], packages: ['blessed', 'blessed-contrib'] },
  instrument: {
    rooms: ['model'],
    packages: [
      'node:async_hooks',
      'node:diagnostics_channel',
      'node:events',
      'node:fs',
      'node:http',
      'node:http2',
      'node:https',
      'node:net',
      'node:os',
      'node:perf_hooks',
      'node:process',
      'node:worker_threads',
    ],
  },
  alert: { rooms: ['model', 'text', 'query'], packages: [] },
  'alert/notify': {
    rooms: ['model', 'alert'],
    packages: ['node:child_process', 'node:process', 'node:fs/promises', 'node:path', 'node:crypto'],
  },
  demo: { rooms: ['model'], packages: [] },
  export: { rooms: ['model', 'text'], packages: ['node:http', 'node:net', 'node:util', 'node:zlib'] },
  pipeline: {
    rooms: [
      'model',
      'text',
      'sources',
      'decode',
      'collector',
      'query',
      'insight',
      'system',
      'history',
      'alert',
      'alert/notify',
      'demo',
      'export',
    ],
    packages: ['node:'],
  },
  cli: { rooms: ['*'], packages: ['commander', 'node:'] },
  library: {
    rooms: ['model', 'text', 'decode', 'collector', 'insight', 'system', 'report'],
    packages: ['node:http', 'node:os'],
  },
  'index.ts': { rooms: ['library', 'instrument'], packages: [] },
}

interface Import {
  file: string
  room: string
  target: string
}

function roomOf(path: string): string {
  const parts = path.split(sep)
  const inner = `${parts[0]}/${parts[1]}`
  return parts.length > 2 && inner in walls ? inner : parts[0]!
}

function importsOf(file: string): Import[] {
  const path = join(root, file)
  const text = readFileSync(path, 'utf8')
  const pattern =
    /^(?:import|export|\}).*?\bfrom\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm
  return [...text.matchAll(pattern)].map(match => {
    const target = (match[1] ?? match[2] ?? match[3])!
    return {
      file,
      room: roomOf(file),
      target: target.startsWith('.') ? relative(root, join(path, '..', target)) : target,
    }
  })
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  file => file.endsWith('.ts') && !file.includes(`${sep}assembly${sep}`),
)
const imports = files.flatMap(importsOf)

function complaint({ file, room, target }: Import): string | null {
  const wall = walls[room]
  if (wall === undefined)
    return `${file}: the room "${room}" is not in the table; add it there and in docs/architecture.md`
  const outside =
    !/\.(ts|js|json)$/.test(target) ||
    target.startsWith('node:') ||
    wall.packages.some(name => target.startsWith(`${name}/`))
  if (outside) {
    const allowed = wall.packages.some(
      name => target === name || target.startsWith(name === 'node:' ? name : `${name}/`),
    )
    return allowed
      ? null
      : `${file} imports ${target}: ${room} may use ${wall.packages.join(', ') || 'no packages'}`
  }
  const other = roomOf(target)
  if (other === room || room.startsWith(`${other}/`)) return null
  if (wall.rooms.includes('*') || wall.rooms.includes(other)) return null
  return `${file} imports ${target}: ${room} may import ${wall.rooms.join(', ') || 'nothing'}; pass the value in through a type of model/, and connect the two in pipeline/ or cli/`
}

describe('the walls of the house', () => {
  it('reads imports at all', () => {
    expect(imports.length).toBeGreaterThan(20)
  })

  it('refuses what it should', () => {
    expect(complaint({ file: 'report/x.ts', room: 'report', target: 'collector/x.ts' })).toContain(
      'report may import',
    )
    expect(complaint({ file: 'model/x.ts', room: 'model', target: 'node:fs' })).toContain('no packages')
    expect(complaint({ file: 'dashboard/x.ts', room: 'dashboard', target: 'blessed' })).toContain(
      'no packages',
    )
  })

  it('every import stays within them', () => {
    expect(imports.map(complaint).filter(text => text !== null)).toEqual([])
  })

  it('only cli touches the process', () => {
    const guilty = files.filter(
      file =>
        !/^(cli|instrument|pipeline)/.test(file) &&
        /\bprocess\.(exit|argv|on|stdout|stderr|kill)\b/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(guilty).toEqual([])
  })
})
