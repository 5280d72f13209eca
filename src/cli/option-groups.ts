import { type Command, Option } from 'commander'
import {
  collect,
  duration,
  followFrom,
  outputFile,
  positiveInteger,
  routeTemplate,
  someText,
} from './options.ts'

export const sloOption: readonly [
  flags: string,
  description: string,
  parse: (text: string, before: readonly string[] | undefined) => string[],
] = [
  '--slo <objective>',
  "error budget left and how fast it burns: 'p99 < 500ms, 99.9% over 30d'",
  collect(String),
]

/** How the lines of an input are understood. */
export function addFormatOptions(command: Command): Command {
  return command
    .option('--log-format <name>', "the input's format (inspect --list prints them)", 'auto')
    .option(
      '--map <fields>',
      "fields by hand: 'endpoint=req.url,duration=took:ms,status=res.code'",
      collect(String),
    )
    .option('--unit <field=unit>', 'unit of a field: duration=ms', collect(String))
    .option('--tz <zone>', 'zone of times that carry none (default: yours)')
}

export function addInputOptions(command: Command): Command {
  return addFormatOptions(command)
    .option(
      '--max-endpoints <n>',
      'endpoints kept apart; the rest is folded into (other)',
      positiveInteger,
      1000,
    )
    .option('--route <template>', "one more route template: '/users/:name'", collect(routeTemplate))
    .option('--no-routes', 'keep raw paths')
    .option(
      '-f, --filter <expression>',
      "only requests like these: 'status >= 500 and duration > 300ms'",
      collect(String),
    )
    .option('--exclude <expression>', "all but requests like these: 'endpoint = /health'", collect(String))
    .option(
      '--group-by <dimension>',
      'endpoint, method, status, source, host, client or a field of the log',
      someText,
    )
}

/** Of whatever follows inputs for as long as it runs. */
export function addLiveOptions(command: Command): Command {
  return addStoreOptions(addInputOptions(command))
    .option(
      '--listen <url>',
      'open a push socket: tcp://127.0.0.1:9125, unix:/path.sock, http://127.0.0.1:9126',
      collect(String),
    )
    .option('--token <secret>', 'asked of those who push; needed where others can reach the socket', someText)
    .option(
      '--metrics <address>',
      'serve /metrics for Prometheus there: 127.0.0.1:9464 (needs a token where others can reach it)',
    )
    .option('--port-file <file>', 'write the URLs of the open sockets there, one a line', outputFile)
    .addOption(
      new Option(
        '--from <where>',
        'where files are begun: start, end, or so long before their newest request',
      )
        .argParser(followFrom)
        .default(86_400, '24h'),
    )
    .option('--report <file>', 'write the report there at the end, and on SIGUSR2', outputFile)
    .option(...sloOption)
    .option(
      '--alert <limit>',
      "tell when it is crossed, for so long: 'p95 > 500ms for 2m', 'error_rate > 5%'",
      collect(String),
    )
    .option('--notify <where>', 'whom alerts are told: https://…, exec:COMMAND, bell', collect(String))
    .addOption(
      new Option('--alert-cooldown <duration>', 'time between two messages of one alert')
        .argParser(duration)
        .default(300, '5m'),
    )
    .option('--no-system', 'do not sample this machine')
    .option('--host <name>', 'what this machine is called in history (default: its host name)', someText)
}

export function addStoreOptions(command: Command): Command {
  return command
    .option(
      '--store <url>',
      'where history lies: sqlite:PATH, a path (default: your state folder), or clickhouse://user@host:8123/db of a fleet',
    )
    .option('--no-store', 'without history')
}

export function examples(...commands: string[]): string {
  return `\nExamples:\n${commands.map(command => `  api-metrics ${command}`).join('\n')}`
}
