/** Process exit codes; signals end the process with 128 + n instead. */
export const ExitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  thresholdCrossed: 3,
  internal: 70,
} as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

export interface AppErrorOptions {
  /** Default `ExitCode.failed`. */
  readonly exitCode?: ExitCode
  /** Where it went wrong: a path, an option, a position in a text. */
  readonly place?: string
  /** One thing the reader can do about it. */
  readonly hint?: string
  readonly cause?: unknown
  /** It may succeed when it is tried again: a full disk, a lock. */
  readonly passing?: boolean
}

/** A fault the user can act on. Printed as `api-metrics: message: place` and `hint: …`, without a stack. */
export class AppError extends Error {
  readonly exitCode: ExitCode
  readonly place: string | undefined
  readonly hint: string | undefined
  readonly passing: boolean

  constructor(message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.exitCode = options.exitCode ?? ExitCode.failed
    this.place = options.place
    this.hint = options.hint
    this.passing = options.passing ?? false
  }
}

/** Wrong usage or configuration: exit code 2. */
export function usageError(message: string, options: Omit<AppErrorOptions, 'exitCode'> = {}): AppError {
  return new AppError(message, { ...options, exitCode: ExitCode.usage })
}
