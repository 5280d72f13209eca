import { AppError, ExitCode, reasonOf } from '../model/index.ts'
import { sanitise } from '../text/index.ts'
import type { Runtime } from './runtime.ts'

/** What to print for a failure, and how the process ends. A fault of our own shows its stack with `--debug` only. */
export function describeFailure(error: unknown, debug: boolean): { text: string; exitCode: ExitCode } {
  const lines: string[] = []
  let exitCode: ExitCode = ExitCode.internal
  if (error instanceof AppError) {
    exitCode = error.exitCode
    lines.push(headline(error.message, error.place))
    if (error.hint !== undefined) lines.push(`hint: ${sanitiseLines(error.hint)}`)
  } else if (isSystemError(error)) {
    exitCode = ExitCode.failed
    lines.push(headline(reasonOf(error), error.path))
  } else {
    lines.push(headline(`internal error: ${error instanceof Error ? error.message : String(error)}`))
    if (!debug) lines.push('hint: run it again with --debug to see where, and please report it')
  }
  if (debug && error instanceof Error && error.stack !== undefined) lines.push(sanitiseLines(error.stack))
  return { text: `${lines.join('\n')}\n`, exitCode }
}

function headline(message: string, place?: string): string {
  return `api-metrics: ${sanitiseLines(message)}${place === undefined ? '' : `: ${sanitiseLines(place)}`}`
}

/** Keeps the line breaks we wrote ourselves (a caret under a fault, a stack). */
function sanitiseLines(text: string): string {
  return text.split('\n').map(sanitise).join('\n')
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'errno' in error
}

/** Says it on stderr and lets the exit code remember it; the work goes on. */
export function reportFailure(runtime: Runtime, error: unknown): void {
  const { text, exitCode } = describeFailure(error, runtime.debug)
  runtime.stderr.write(text)
  runtime.setExitCode(exitCode)
}
