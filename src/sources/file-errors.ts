import { AppError, errnoOf, errnoWords } from '../model/index.ts'

const readable = 'run as a user who may read it, or have it made readable'

/** What there is to say of a log beyond what the system says of any file. */
const meaning: Readonly<Record<string, { readonly message?: string; readonly hint?: string }>> = {
  ENOENT: { message: 'no such file' },
  ENOTDIR: { message: 'no such file', hint: 'a part of the path is not a directory' },
  EACCES: { hint: readable },
  EPERM: { hint: readable },
  EISDIR: { message: 'is a directory, not a log', hint: "name the files in it, for example 'DIR/*.log'" },
  EIO: { message: 'read error (the disk or the network under it)' },
  EMFILE: { hint: 'raise the limit (ulimit -n) or read fewer files' },
  ENXIO: { message: 'is a socket, not a log', hint: 'open a push socket with --listen unix:PATH instead' },
}

/** Says for people what the operating system reported about a file. */
export function fileError(path: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  const code = errnoOf(cause)
  const { message = errnoWords(code), hint } = meaning[code] ?? {}
  const otherwise = code || (cause instanceof Error ? cause.message : String(cause))
  return new AppError(message ?? `cannot be read (${otherwise})`, {
    place: path,
    cause,
    ...(hint !== undefined && { hint }),
  })
}
