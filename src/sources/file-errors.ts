import { AppError } from '../model/index.ts'

const meaning: Record<string, readonly [message: string, hint?: string]> = {
  ENOENT: ['no such file'],
  ENOTDIR: ['no such file', 'a part of the path is not a directory'],
  EACCES: ['permission denied', 'run as a user who may read it, or have it made readable'],
  EPERM: ['permission denied', 'run as a user who may read it, or have it made readable'],
  EISDIR: ['is a directory, not a log', "name the files in it, for example 'DIR/*.log'"],
  ELOOP: ['symbolic links in a circle'],
  ENAMETOOLONG: ['file name too long'],
  EMFILE: ['too many open files', 'raise the limit (ulimit -n) or read fewer files'],
  ENFILE: ['too many open files on this machine'],
  ENXIO: ['is a socket, not a log', 'open a push socket with --listen unix:PATH instead'],
  EIO: ['read error (the disk or the network under it)'],
  ESTALE: ['the network file system lost this file'],
}

export function errnoOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

/** Says for people what the operating system reported about a file. */
export function fileError(path: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  const [message, hint] = meaning[errnoOf(cause)] ?? [
    `cannot be read (${errnoOf(cause) || (cause instanceof Error ? cause.message : String(cause))})`,
  ]
  return new AppError(message, { place: path, cause, ...(hint === undefined ? {} : { hint }) })
}
