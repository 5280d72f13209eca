import { type Command, Option } from 'commander'
import { addStoreOptions, examples } from './option-groups.ts'
import { byteCount, duration, windowDuration } from './options.ts'
import type { Runtime } from './runtime.ts'

/** `history` with its commands. */
export function addHistory(program: Command, runtime: () => Runtime): void {
  const history = program.command('history').description('looks after what was recorded')
  addStoreOptions(history.command('info').description('what there is, since when, how large'))
    .option('--utc', 'write times in UTC')
    .action(async options => {
      const { historyInfo } = await import('./commands/history.ts')
      await historyInfo(runtime(), options)
    })
  addStoreOptions(history.command('check').description('look at every row; exit with 1 where one is damaged'))
    .option('--repair', 'keep what is sound in a new file, and the damaged one beside it')
    .action(async options => {
      const { historyCheck } = await import('./commands/history.ts')
      await historyCheck(runtime(), options)
    })
  addStoreOptions(history.command('prune').description('delete what is too old or too much, now'))
    .option(
      '--older-than <duration>',
      'everything older than this: 3d (default: what is never kept)',
      duration,
    )
    .option('--max-size <bytes>', 'the oldest until it is as small as this: 200MB', byteCount)
    .action(async options => {
      const { historyPrune } = await import('./commands/history.ts')
      await historyPrune(runtime(), options)
    })
  addStoreOptions(
    history.command('export').description('rollups as JSON lines, one a bucket of time and endpoint'),
  )
    .option('-w, --window <duration>', 'only the last 90s, 5m, 1h, 24h, 7d', windowDuration)
    .option('--since <time>', 'from this time on: 2026-11-22T14:02, or 30m (ago)')
    .option('--until <time>', 'up to this time')
    .addOption(
      new Option('--step <duration>', 'width of the buckets: 1s, 10s, 1m, 10m or 1h; older ones may be wider')
        .argParser(duration)
        .default(60, '1m'),
    )
    .action(async options => {
      const { historyExport } = await import('./commands/history-export.ts')
      await historyExport(runtime(), options)
    })
  history.addHelpText(
    'after',
    examples('history info', 'history export --window 1h', 'history prune --older-than 2d'),
  )
}
