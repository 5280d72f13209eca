// Bundles what strangers install, bundle/: the command line with the packages it uses, and the library.
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { build, transform } from 'esbuild'
import { copyTypes } from './bundle-types.js'
import { loadLate } from './load-late.js'

const root = fileURLToPath(new URL('..', import.meta.url))

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** The library: names in bundle/ and what they are made of. */
const library = {
  index: 'src/index.ts',
  register: 'src/instrument/register.ts',
  express: 'src/instrument/express.ts',
  fastify: 'src/instrument/fastify.ts',
  hono: 'src/instrument/hono.ts',
}

/** The command line in bundle/cli/: CommonJS, whose compiled code can be kept. Threads beside what starts them. */
const commandLine = {
  cli: 'src/cli/main.ts',
  reading: 'src/pipeline/span-worker.ts',
  'writer-thread': 'src/history/thread/writer-thread.ts',
  'ship-thread': 'src/history/thread/ship-thread.ts',
}

/** What loads these, with the compiled code that was kept. */
const starters = {
  start: 'src/cli/start.ts',
  'span-worker': 'src/cli/start-reading.ts',
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
    // For commands that are programs of their own, which ours are not; 6 ms at every start.
    file: /commander\/lib\/command\.js$/,
    amend: text =>
      replaced(
        text,
        "const childProcess = require('node:child_process');",
        "const childProcess = { spawn: (...args) => require('node:child_process').spawn(...args) };",
      ),
  },
  {
    // Two of its parts are used, 50 kB are not.
    file: /gl-matrix\/src\/gl-matrix\.js$/,
    amend: () =>
      "exports.mat2d = require('./gl-matrix/mat2d.js'); exports.vec2 = require('./gl-matrix/vec2.js');",
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

/** Where `require` is there, nothing has to be loaded for it. */
const requiring = {
  name: 'requiring',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:module$/ }, () => ({ path: 'require', namespace: 'requiring' }))
    onLoad({ filter: /^/, namespace: 'requiring' }, () => ({
      contents: 'exports.createRequire = () => require',
    }))
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

/** Half the size. Functions keep their names, so that a stack trace says where it was. */
const short = {
  minifyWhitespace: true,
  minifySyntax: true,
  minifyIdentifiers: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
}

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: ['@photostructure/sqlite', 'term.js', 'pty.js', 'osx-temperature-sensor'],
  plugins: [amending],
  metafile: true,
  ...short,
}

/** What the build puts in place of names. */
const constants = { bundledVersion: JSON.stringify(manifest.version) }

function bundledNumerics() {
  const code = readFileSync(join(root, 'dist/numerics/numerics.wasm'))
  return JSON.stringify(deflateRawSync(code, { level: 9 }).toString('base64'))
}

function bundleLibrary() {
  return build({
    ...common,
    entryPoints: library,
    outdir: 'bundle',
    splitting: true,
    format: 'esm',
    chunkNames: '[name]-[hash]',
    // What the packages in CommonJS expect to find.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url); const __filename = import.meta.filename, __dirname = import.meta.dirname;",
    },
    define: {
      ...constants,
      bundledNumerics: bundledNumerics(),
      plainNumericsFile: '"./cli/numerics-plain.js"',
    },
  })
}

/** It is read as such. esbuild has escaped all but regular expressions, in which the escapes mean the same. */
function inAscii(code) {
  return code.replace(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** What is asked for without anything being done, as the built command line says it. */
async function answers() {
  const { buildProgram } = await import('../dist/cli/program.js')
  let help = ''
  const program = buildProgram({ ...process, env: {}, stdout: {} })
  program.configureOutput({ writeOut: text => (help += text) }).outputHelp()
  const version = `${manifest.version}\n`
  return { '-h': help, '--help': help, '-V': version, '--version': version }
}

async function bundleCommandLine(folder) {
  const commonJs = {
    ...common,
    outdir: folder,
    format: 'cjs',
    plugins: [amending, requiring],
    minifyIdentifiers: false,
    keepNames: false,
  }
  const { metafile } = await build({
    ...commonJs,
    entryPoints: commandLine,
    banner: { js: "var bundledUrl = require('url').pathToFileURL(__filename).href;" },
    define: {
      ...constants,
      bundledNumerics: 'undefined',
      numericsFile: '"numerics.wasm"',
      plainNumericsFile: '"./numerics-plain.js"',
      'import.meta.url': 'bundledUrl',
    },
  })
  const hash = createHash('sha256')
  for (const name of Object.keys(commandLine)) hash.update(await finish(join(folder, `${name}.js`)))
  await build({
    ...commonJs,
    entryPoints: starters,
    define: {
      bundleHash: JSON.stringify(hash.digest('hex').slice(0, 16)),
      bundledAnswers: JSON.stringify(await answers()),
    },
  })
  for (const name of Object.keys(starters)) await finish(join(folder, `${name}.js`))
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n')
  return metafile
}

/** Shortens what was bundled. @returns its text */
async function finish(path) {
  const { code } = await transform(loadLate(readFileSync(path, 'utf8')), {
    ...short,
    format: 'cjs',
    target: 'node20',
  })
  const text = inAscii(code)
  writeFileSync(path, text)
  return text
}

export async function bundle() {
  const folder = join(root, 'bundle')
  rmSync(folder, { recursive: true, force: true })
  const [{ metafile }, commands] = await Promise.all([
    bundleLibrary(),
    bundleCommandLine(join(folder, 'cli')),
  ])
  const { code } = await transform(readFileSync(join(root, 'dist/numerics/plain.cjs'), 'utf8'), {
    ...short,
    keepNames: false,
  })
  writeFileSync(join(folder, 'cli/numerics-plain.js'), code)
  for (const module of ['decode/kernel/kernel.wasm', 'numerics/numerics.wasm'])
    copyFileSync(join(root, 'dist', module), join(folder, 'cli', basename(module)))
  copyTypes(join(root, 'dist'), folder)
  const inputs = { ...metafile.inputs, ...commands.inputs }
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.md'), notices(inputs))
  return { ...metafile, inputs }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle()
