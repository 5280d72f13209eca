// Bundles what strangers install, bundle/: the command line with the packages it uses, and the library.
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { copyTypes } from './bundle-types.js'

const root = fileURLToPath(new URL('..', import.meta.url))

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Names in bundle/ and what they are made of. A worker finds its file beside the chunk that starts it. */
const entries = {
  cli: 'src/cli/main.ts',
  engine: 'src/cli/engine.ts',
  'span-worker': 'src/pipeline/span-worker.ts',
  'writer-thread': 'src/history/thread/writer-thread.ts',
  'ship-thread': 'src/history/thread/ship-thread.ts',
  index: 'src/index.ts',
  register: 'src/instrument/register.ts',
  express: 'src/instrument/express.ts',
  fastify: 'src/instrument/fastify.ts',
  hono: 'src/instrument/hono.ts',
}

/** Widgets that are used, with those they need: blessed finds all of its own by names it puts together. */
const widgets = ['Node', 'Screen', 'Element', 'Box', 'Text']

/** What stands in the way of bundling in packages that are no longer kept. Fails when one is not found. */
const amendments = [
  {
    file: /blessed\/lib\/widget\.js$/,
    amend: () =>
      `${widgets.map(name => `exports.${name} = exports.${name.toLowerCase()} = require('./widgets/${name.toLowerCase()}');`).join('\n')}\nexports.classes = ${JSON.stringify(widgets)};\n`,
  },
  {
    // The description of the terminal, a file beside it.
    file: /blessed\/lib\/tput\.js$/,
    amend: text => {
      const terminal = readFileSync(join(root, 'node_modules/blessed/usr/xterm-256color')).toString('base64')
      return replaced(text, 'data = fs.readFileSync(file);', `data = Buffer.from('${terminal}', 'base64');`)
    },
  },
  {
    // Two of its functions are used, the other 600 kB are not.
    file: /systeminformation\/lib\/index\.js$/,
    amend: () =>
      "exports.mem = require('./memory').mem; exports.networkConnections = require('./network').networkConnections",
  },
  {
    file: /drawille-blessed-contrib\/index\.js$/,
    amend: text => replaced(text, 'new Buffer(', 'Buffer.alloc('),
  },
]

function replaced(text, old, fresh) {
  if (!text.includes(old)) throw new Error(`nothing to amend: ${old}`)
  return text.replaceAll(old, fresh)
}

const amending = {
  name: 'amending',
  setup({ onLoad }) {
    for (const { file, amend } of amendments)
      onLoad({ filter: file }, ({ path }) => ({ contents: amend(readFileSync(path, 'utf8')), loader: 'js' }))
  },
}

/** Licences of the packages in the bundle, which their authors want kept with them. */
function notices(inputs) {
  const folders = new Set(
    Object.keys(inputs).flatMap(input => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
  )
  const one = folder => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'README.md']
      .map(each => join(root, folder, each))
      .find(existsSync)
    const text = file === undefined ? '' : readFileSync(file, 'utf8').trim()
    const terms = file?.endsWith('README.md')
      ? text.slice(Math.max(0, text.search(/^#+ licen[sc]e/im)))
      : text
    return `## ${name} ${version} (${typeof license === 'string' ? license : 'see below'})\n\n${terms}\n`
  }
  return `# Packages that are part of this one\n\n${[...folders].sort().map(one).join('\n')}`
}

export async function bundle() {
  rmSync(join(root, 'bundle'), { recursive: true, force: true })
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: 'bundle',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    chunkNames: '[name]-[hash]',
    external: ['@photostructure/sqlite', 'term.js', 'pty.js', 'osx-temperature-sensor'],
    // What the packages in CommonJS expect to find.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url); const __filename = import.meta.filename, __dirname = import.meta.dirname;",
    },
    define: { bundledVersion: JSON.stringify(manifest.version) },
    plugins: [amending],
    // Names are kept, so that a stack trace says where it was; a third of the size is white space.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  copyFileSync(join(root, 'dist/decode/kernel/kernel.wasm'), join(root, 'bundle/kernel.wasm'))
  copyTypes(join(root, 'dist'), join(root, 'bundle'))
  writeFileSync(join(root, 'bundle/THIRD-PARTY-NOTICES.md'), notices(metafile.inputs))
  return metafile
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle()
