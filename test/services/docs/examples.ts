import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../support/cli.ts'

export interface Example {
  /** `README.md:17` */
  readonly place: string
  readonly command: string
}

/** Command lines of the documentation, continuation lines joined, comments at their ends taken off. */
export function documentedCommands(): Example[] {
  const docs = readdirSync(join(root, 'docs')).filter(name => name.endsWith('.md'))
  return ['README.md', ...docs.sort().map(name => `docs/${name}`)].flatMap(commandsOf)
}

function commandsOf(file: string): Example[] {
  const found: Example[] = []
  let fenced = false
  let pending = ''
  for (const [index, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
    if (line.trimStart().startsWith('```')) {
      fenced = !fenced
      pending = ''
      continue
    }
    if (!fenced) continue
    pending += line.trim()
    if (pending.endsWith('\\')) {
      pending = pending.slice(0, -1)
      continue
    }
    const command = pending.replace(/^(- (run: )?|run: |\$ )/, '').replace(/ {2,}# .*$/, '')
    // A command begins a line or follows a pipe; "api-metrics: …" is what the program says.
    if (/^(npx |ExecStart=\S*)?api-metrics( |$)|\| api-metrics( |$)/.test(command))
      found.push({ place: `${file}:${index + 1}`, command })
    pending = ''
  }
  return found
}
