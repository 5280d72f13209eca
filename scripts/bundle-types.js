// Copies the declarations that the package's entries reach, so that nothing else of the build is shipped.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Declared entries: name in bundle/ → module in dist/. */
const declared = {
  index: 'index',
  register: 'instrument/register',
  express: 'instrument/express',
  fastify: 'instrument/fastify',
  hono: 'instrument/hono',
}

const imported = /(from |import\()(['"])(\.{1,2}\/[^'"]+)\.ts\2/g

export function copyTypes(dist, bundle) {
  const types = join(bundle, 'types')
  const seen = new Set()
  const copy = module => {
    if (seen.has(module)) return
    seen.add(module)
    const text = readFileSync(join(dist, `${module}.d.ts`), 'utf8')
    for (const [, , , to] of text.matchAll(imported)) copy(join(dirname(module), to))
    const target = join(types, `${module}.d.ts`)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text.replace(imported, '$1$2$3.js$2'))
  }
  for (const [name, module] of Object.entries(declared)) {
    copy(module)
    const from = `./${relative(bundle, join(types, module))}.js`
    const whole = /export default|export \{[^}]*default/.test(
      readFileSync(join(types, `${module}.d.ts`), 'utf8'),
    )
    writeFileSync(
      join(bundle, `${name}.d.ts`),
      `export * from '${from}'\n${whole ? `export { default } from '${from}'\n` : ''}`,
    )
  }
}
