import { AppError, type Commit, type ExitCode, type Recorder, type Retention } from '../../model/index.ts'

/** What the thread is started with. */
export interface WriterJob {
  readonly path: string
  readonly self: Recorder
  readonly retention: Retention
}

export type Call =
  | { readonly type: 'commit'; readonly commit: Commit }
  | { readonly type: 'prune'; readonly retention: Retention }
  | { readonly type: 'close' }

export interface Request {
  readonly id: number
  /** Seconds since the epoch. */
  readonly now: number
  readonly call: Call
}

/** A fault on its way between threads, where classes are lost. */
export interface PlainFault {
  readonly message: string
  readonly exitCode?: ExitCode
  readonly place?: string | undefined
  readonly hint?: string | undefined
  readonly passing: boolean
  /** Of a fault of our own. */
  readonly stack?: string | undefined
}

export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: PlainFault }

export function plainFault(error: unknown): PlainFault {
  if (error instanceof AppError) {
    const { message, exitCode, place, hint, passing } = error
    return { message, exitCode, place, hint, passing }
  }
  const { message, stack } = error as Error
  return { message, stack, passing: false }
}

export function faultOf({ message, exitCode, place, hint, passing, stack }: PlainFault): Error {
  if (exitCode === undefined) return Object.assign(new Error(message), { stack })
  return new AppError(message, {
    exitCode,
    passing,
    ...(place !== undefined && { place }),
    ...(hint !== undefined && { hint }),
  })
}
