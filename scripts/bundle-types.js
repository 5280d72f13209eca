// Copies the declarations that the package's entries reach, so that nothing else of the build is shipped.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Declared entries: name in bundle/ → module in dist/. */
const declared = {
  index: 'index',
  register: 'instrument/register',
  express: 'instrument/express',
  fastify: 'instrument/fastify',
  hono: 'instrument/hono',
}

/** Whole lines that take names from the model's index, which would bring all of it. */
const fromModel = /^(import|export) (type )?\{([^}]*)\} from (['"])([^'"]*\/model)\/index\.ts\4;?$/gm

/** Names by the module of the model that declares them. */
function declaredInModel(dist) {
  const modules = new Map()
  const folder = join(dist, 'model')
  for (const file of readdirSync(folder).filter(name => name.endsWith('.d.ts') && name !== 'index.d.ts'))
    for (const [, name] of readFileSync(join(folder, file), 'utf8').matchAll(
      /^export (?:declare )?(?:type|interface|const|class|function|abstract class) (\w+)/gm,
    ))
      modules.set(name, file.slice(0, -'.d.ts'.length))
  return modules
}

const imported = /(from |import\()(['"])(\.{1,2}\/[^'"]+)\.ts\2/g

export function copyTypes(dist, bundle) {
  const types = join(bundle, 'types')
  const seen = new Set()
  const modules = declaredInModel(dist)
  const one = (keyword, each, path) => {
    const name = each.replace(/^type /, '')
    const module = modules.get(name.split(' as ')[0])
    if (module === undefined) throw new Error(`no module of the model declares ${name}`)
    return `${keyword} type { ${name} } from '${path}/${module}.ts';`
  }
  const direct = (_, keyword, _type, names, _quote, path) =>
    names
      .split(',')
      .map(each => one(keyword, each.trim(), path))
      .join('\n')
  const copy = module => {
    if (seen.has(module)) return
    seen.add(module)
    const text = readFileSync(join(dist, `${module}.d.ts`), 'utf8').replace(fromModel, direct)
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
