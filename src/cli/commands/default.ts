import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { type AppError, usageError } from '../../model/index.ts'
import { nearest } from '../../text/index.ts'
import { writeAll } from '../output.ts'
import type { Runtime } from '../runtime.ts'
import { stdinCarriesData } from '../stdin.ts'

/** `api-metrics` alone: `watch -` behind a pipe, help on a terminal; a wrong command gets a hint. */
export async function defaultCommand(
  program: Command,
  words: readonly string[],
  runtime: Runtime,
  process: NodeJS.Process,
): Promise<void> {
  const [word] = words
  if (word !== undefined) throw unknownCommand(program, word)
  if (!stdinCarriesData()) {
    await writeAll(runtime.stdout, helpOf(program))
    return
  }
  await program.parseAsync([...process.argv.slice(0, 2), 'watch', '-'])
}

/** The command whose help is meant. Throws a usage error for a word that is none. */
export function helpedBy(program: Command, word: string | undefined): Command {
  if (word === undefined) return program
  const command = program.commands.find(each => each.name() === word)
  if (command === undefined) throw unknownCommand(program, word)
  return command
}

function unknownCommand(program: Command, word: string): AppError {
  const commands = program.commands.map(command => command.name())
  const meant = nearest(word, commands)
  return usageError('unknown command', {
    place: word,
    hint: existsSync(word)
      ? `api-metrics watch ${word}, or api-metrics report ${word}`
      : meant === null
        ? `there are: ${commands.join(', ')}`
        : `did you mean ${meant}?`,
  })
}

/** All of it: `helpInformation()` leaves out what was added after the options. */
function helpOf(program: Command): string {
  let text = ''
  program.configureOutput({
    writeOut: part => {
      text += part
    },
  })
  program.outputHelp()
  return text
}
