import type { Worker } from 'node:worker_threads'
import { CommanderError } from 'commander'
import { ExitCode } from '../model/index.ts'
import { describeFailure } from './failure.ts'
import { BrokenPipe } from './output.ts'
import { buildProgram } from './program.ts'

/**
 * Runs the command line to its end and sets the exit code; never throws.
 * @param readers threads that were started to read files with
 */
export async function main(process: NodeJS.Process, readers: readonly Worker[] = []): Promise<void> {
  // Failed writes are answered where they are made (`writeAll`); Node would throw the stream's event besides.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const debug = process.argv.includes('--debug')
  try {
    await buildProgram(process, readers).parseAsync(process.argv)
  } catch (error) {
    if (error instanceof BrokenPipe) {
      process.exitCode = 128 + 13
      return
    }
    if (error instanceof CommanderError && error.exitCode === 0) {
      process.exitCode = ExitCode.ok
      return
    }
    const { text, exitCode } = describeFailure(error, debug)
    process.stderr.write(text)
    process.exitCode = exitCode
  }
  if (process.exitCode === undefined) process.exitCode = ExitCode.ok
}
