import { join } from 'node:path'
import { constants } from 'node:vm'
import { ExitCode } from '../model/errors.ts'
import { startReaders } from '../pipeline/reader.ts'
import { loadScript } from './code-cache.ts'
import { collectLess, engineAsUsual, keepMemorySmall, keepYoungSmall, optimiseLess } from './engine.ts'
import { helpWidth } from './help-width.ts'

/** Of the bundled command line, put there by the build. */
declare const bundleHash: string

/** What is printed for a single word, put together by the build. */
declare const bundledAnswers: Readonly<Record<string, string>>

/** The bundled command line, whose file lies beside this one. Only in the bundle. */
export function start(): void {
  const { env, argv, stdout } = process
  // Without loading what they are made of: 29 ms instead of 52, of which Node itself takes 26.
  const answer =
    argv.length === 3 && Object.hasOwn(bundledAnswers, argv[2]!) ? bundledAnswers[argv[2]!] : undefined
  if (answer !== undefined && (stdout.columns ?? helpWidth) >= helpWidth) {
    stdout.on('error', () => {}).write(answer)
    return
  }
  const { kind, words } = partsOf(argv.slice(2))
  const isReport = kind.startsWith('report')
  // Before anything is loaded: a thread takes as long to be ready as this one to find out what there is to read.
  const readers = kind.startsWith('report-files')
    ? startReaders(words, join(__dirname, 'span-worker.js'))
    : []
  const { exports, keep } = loadScript(
    {
      path: join(__dirname, 'cli.js'),
      hash: bundleHash,
      kind,
      env,
      resetFlags: engineAsUsual,
    },
    require,
    constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  )
  // Once all is loaded: what was compiled beforehand of Node's own modules fits only the flags it was compiled under
  // (without it `watch` is there 10 ms later, of 310). And before the work begins: what has grown does not shrink.
  keepMemorySmall()
  // Before a reading thread looks for what was compiled: that fits only flags that do not change meanwhile.
  if (isReport) optimiseLess()
  // Of a run that goes on, V8 forgets in time what only its beginning needed.
  if (lasting.has(kind)) {
    setTimeout(() => {
      keep()
      keepYoungSmall()
      collectLess()
    }, 5000).unref()
  }
  // What failed did not get far: what it leaves would be looked for by all that follow.
  process.once('exit', code => {
    if (code === ExitCode.ok || code === ExitCode.thresholdCrossed) keep()
  })
  void (exports as typeof import('./main.ts')).main(process, readers).then(() => {
    if (isReport) endNow(process)
  })
}

/** Node waits for what the engine is still compiling beside, 10 ms after a big file. Nothing may be unwritten. */
function endNow({ stdout, stderr }: NodeJS.Process): void {
  if (stdout.writableLength === 0 && stderr.writableLength === 0) process.exit()
}

const lasting: ReadonlySet<string> = new Set(['watch', 'watch-files', 'collect', 'collect-files', 'demo'])

/** The command with whether it is given something to read, and what; wrong now and then, at the cost of some time. */
function partsOf(args: readonly string[]): { kind: string; words: readonly string[] } {
  const [command = 'watch', ...words] = args.filter(
    (arg, i) => !arg.startsWith('-') && (i === 0 || !args[i - 1]!.startsWith('-')),
  )
  if (args.some(arg => /^(-h|--help|-V|--version)$/.test(arg))) return { kind: 'help', words }
  if (!/^[a-z]{1,10}$/.test(command)) return { kind: 'watch-files', words }
  if (words.length === 0) return { kind: command, words }
  // To find a window in a file takes much that reading it whole does not.
  const within = command === 'report' && args.some(arg => /^(-w|--(window|since|until)\b)/.test(arg))
  return { kind: within ? 'report-files-within' : `${command}-files`, words }
}

start()
