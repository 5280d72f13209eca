import { join } from 'node:path'
import { constants } from 'node:vm'
import { loadScript } from './code-cache.ts'
import { collectLess, keepMemorySmall, optimiseAsUsual } from './engine.ts'

/** Of the bundled command line, put there by the build. */
declare const bundleHash: string

/** The bundled command line, whose file lies beside this one. Only in the bundle. */
export function start(): void {
  // Before anything else is loaded, since what has grown does not shrink; and here, since flags in the first line of
  // a script are not taken on every system.
  keepMemorySmall()
  const { env, argv } = process
  const kind = kindOf(argv.slice(2))
  const { exports, keep } = loadScript(
    {
      path: join(__dirname, 'cli.js'),
      hash: bundleHash,
      kind,
      env,
      // A thread that was started sets some of them back.
      resetFlags: () => {
        keepMemorySmall()
        optimiseAsUsual()
      },
    },
    require,
    constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  )
  // Of a run that goes on, V8 forgets in time what only its beginning needed.
  if (lasting.has(kind)) {
    setTimeout(() => {
      keep()
      collectLess()
    }, 5000).unref()
  }
  process.once('exit', keep)
  void (exports as typeof import('./main.ts')).main(process)
}

const lasting: ReadonlySet<string> = new Set(['watch', 'watch-files', 'collect', 'collect-files', 'demo'])

/** The command, and whether it is given something to read; wrong now and then, at the cost of some compiling. */
function kindOf(words: readonly string[]): string {
  const [command = 'watch', ...rest] = words.filter(
    (word, i) => !word.startsWith('-') && (i === 0 || !words[i - 1]!.startsWith('-')),
  )
  if (words.some(word => /^(-h|--help|-V|--version)$/.test(word))) return 'help'
  if (!/^[a-z]{1,10}$/.test(command)) return 'watch-files'
  return rest.length > 0 ? `${command}-files` : command
}

start()
