import type { Worker } from 'node:worker_threads'
import { Command, type CommanderError, Option } from 'commander'
import { incidentNames } from '../demo/index.ts'
import { usageError } from '../model/index.ts'
import { helpWidth } from './help-width.ts'
import { addHistory } from './history-program.ts'
import {
  addFormatOptions,
  addInputOptions,
  addLiveOptions,
  addStoreOptions,
  examples,
  sloOption,
} from './option-groups.ts'
import {
  collect,
  duration,
  integer,
  pathOrStdout,
  positiveNumber,
  refreshTime,
  windowDuration,
} from './options.ts'
import { createRuntime, type GlobalOptions, type Runtime } from './runtime.ts'
import { applySettings } from './settings.ts'
import { withSignals } from './signals.ts'
import { packageVersion } from './version.ts'

/**
 * The command line. Commands are loaded when they are run, so that `--help` stays quick.
 * @param readers threads that were started to read files with
 */
export function buildProgram(process: NodeJS.Process, readers: readonly Worker[] = []): Command {
  const program = new Command('api-metrics')
    .usage('[options] [command]')
    .description(
      'Terminal monitor for HTTP APIs: reads JSON request logs, shows how the API is doing and what to do next.',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('--debug', 'say what is decided and why; stack traces')
    .option('--quiet', 'say nothing on stderr but failures')
    .addOption(
      new Option('--color <when>', 'use colours').choices(['auto', 'always', 'never']).default('auto'),
    )
    .option('--config <file>', 'settings, else api-metrics.config.json here or in a folder above')
    .hook('preAction', (_, command) => {
      if (command.name() === 'help') return
      applySettings(program, command, {
        env: process.env,
        directory: process.cwd(),
        user: process.getuid?.(),
      })
    })
    .addHelpText('after', overview)
    .showSuggestionAfterError(true)
    .exitOverride(refuse)
    .configureOutput({
      outputError: () => {},
      getOutHelpWidth: () => Math.min(process.stdout.columns ?? helpWidth, helpWidth),
    })
    .enablePositionalOptions(false)
    .helpCommand(false)

  const runtime = () => createRuntime(process, program.opts<GlobalOptions>(), readers)
  addReport(program, runtime)
  addWatch(program, runtime, process)
  addCollect(program, runtime, process)
  addInspect(program, runtime)
  addHistory(program, runtime)
  addDemo(program, runtime, process)
  addHelp(program)
  program.argument('[nothing...]').action(async (words: string[]) => {
    const { defaultCommand } = await import('./commands/default.ts')
    await defaultCommand(program, words, runtime(), process)
  })
  return program
}

/** Commander would print and exit by itself; wrong usage goes the way of every other failure. */
function refuse(error: CommanderError): never {
  if (error.exitCode === 0) throw error
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n')
  const hint = rest
    .join(' ')
    .replace(/^\((.*)\)$/, '$1')
    .trim()
  throw usageError(first, { hint: hint || 'api-metrics --help lists commands and options' })
}

function addReport(program: Command, runtime: () => Runtime): void {
  addStoreOptions(
    addInputOptions(
      program
        .command('report')
        .description('one report of what the logs say, then exit')
        .argument('[FILE...]', 'files or globs; - for stdin; nothing for stdin or else history')
        .option('-w, --window <duration>', 'only the newest 90s, 5m, 1h, 24h, 7d', windowDuration)
        .option('--since <time>', 'from this time on: 2026-11-22T14:02, or 30m (ago)')
        .option('--until <time>', 'up to this time'),
    ),
  )
    .addOption(
      new Option(
        '--format <name>',
        'how it is written (default: by the ending of --output, else text)',
      ).choices(['text', 'json', 'markdown', 'csv', 'html']),
    )
    .option('-o, --output <file>', 'write it there; - for stdout', pathOrStdout)
    .option(
      '--fail-on <limit>',
      "exit with 3 when crossed: 'p95 > 300ms', 'error_rate > 1%'",
      collect(String),
    )
    .option(...sloOption)
    .option(
      '--compare <base>',
      'what got better or worse: a report in JSON, or "previous": the window before',
    )
    .option('--utc', 'write times in UTC')
    .addHelpText(
      'after',
      examples(
        'report access.log',
        'report --window 1h',
        "report --window 1h --fail-on 'p95 > 300ms' access.log",
        'report --format json access.log > report.json',
        'report --compare report.json new.log',
      ),
    )
    .action(async (files: string[], options) => {
      const { reportCommand } = await import('./commands/report.ts')
      await reportCommand(runtime(), files, options)
    })
}

function addWatch(program: Command, runtime: () => Runtime, process: NodeJS.Process): void {
  addLiveOptions(
    program
      .command('watch')
      .description('live dashboard; shows what the logs hold, then follows them')
      .argument('[FILE...]', 'files or globs; - for stdin')
      .option('-w, --window <duration>', 'start with this window, 5m without it', windowDuration),
  )
    .option('--demo', 'show built-in demo traffic')
    .addOption(
      new Option('--incident <name>', 'with --demo: something goes wrong').choices([...incidentNames]),
    )
    .option('--plain', 'one plain line a second instead of a screen')
    .addOption(
      new Option(
        '--refresh <duration>',
        'time between pictures (default: 500ms), between plain lines (1s)',
      ).argParser(refreshTime),
    )
    .option('--ascii', 'draw with ASCII only')
    .option('--palette <name>', 'colours: dark, light, colour-blind, colour-blind-light', 'dark')
    .option('--utc', 'show times in UTC')
    .addHelpText(
      'after',
      examples('watch access.log', 'watch /var/log/app/*.jsonl', 'watch --demo --incident slow-database'),
    )
    .action(async (files: string[], options) => {
      const { watchCommand } = await import('./commands/watch.ts')
      await watchCommand(runtime(), process, files, options)
    })
}

function addCollect(program: Command, runtime: () => Runtime, process: NodeJS.Process): void {
  addLiveOptions(
    program
      .command('collect')
      .description('record into history without a screen, as a service does')
      .argument('[FILE...]', 'files or globs; - for stdin')
      .option(
        '-w, --window <duration>',
        'what --report covers; everything since the start without it',
        windowDuration,
      ),
  )
    .option('--init', 'with --store clickhouse://…: make its tables, and exit')
    .option('--print-schema', 'write the statements that make them, and exit')
    .option('--status', 'say what is recorded, by whom and how far, and exit')
    .addHelpText(
      'after',
      examples(
        'collect /var/log/app/*.jsonl',
        'collect --listen tcp://127.0.0.1:9125',
        'collect --metrics 127.0.0.1:9464 /var/log/app/*.jsonl',
        'collect --status',
      ),
    )
    .action(async (files: string[], options) => {
      const { collectCommand } = await import('./commands/collect.ts')
      await collectCommand(runtime(), process, files, options)
    })
}

function addInspect(program: Command, runtime: () => Runtime): void {
  addFormatOptions(
    program
      .command('inspect')
      .description('which format was recognised, which field became what, and why')
      .argument('[FILE...]', 'files or globs; - for stdin')
      .option('--list', 'list the formats known by name'),
  )
    .addHelpText(
      'after',
      examples('inspect access.log', "inspect --map 'duration=took:ms' access.log", 'inspect --list'),
    )
    .action(async (files: string[], options) => {
      const { inspectCommand } = await import('./commands/inspect.ts')
      await inspectCommand(runtime(), files, options)
    })
}

function addDemo(program: Command, runtime: () => Runtime, process: NodeJS.Process): void {
  program
    .command('demo')
    .description('realistic synthetic traffic as JSON lines on stdout')
    .option('--seed <n>', 'the same seed gives the same traffic', integer, 1)
    .option('--rate <n>', 'requests per second', positiveNumber, 20)
    .option(
      '--duration <duration>',
      'write that much at once and end; else the last 5 minutes, then on, live',
      duration,
    )
    .option('--incident <name>', `something goes wrong: ${incidentNames.join(', ')}`)
    .addHelpText(
      'after',
      examples('demo | api-metrics watch', 'demo --duration 1h --incident bad-deploy | api-metrics report'),
    )
    .action(async options => {
      const { demoCommand } = await import('./commands/demo.ts')
      await withSignals(
        process,
        () => {},
        stop => demoCommand(runtime(), options, stop),
      )
    })
}

/** Commander's own says nothing of a word that is no command. */
function addHelp(program: Command): void {
  program
    .command('help [command]')
    .description('what a command does, with examples')
    .action(async (word?: string) => {
      const { helpedBy } = await import('./commands/default.ts')
      helpedBy(program, word).help()
    })
}

const overview = `
With a pipe on stdin and no command, the same as "watch -".

Examples:
  api-metrics watch access.log
  kubectl logs -f deploy/api | api-metrics
  api-metrics report --window 1h access.log

Exit codes: 0 done, 1 failed or incomplete, 2 wrong usage, 3 a --fail-on limit
was crossed, 70 internal error.`
