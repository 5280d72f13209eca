/** What an error code of the operating system means, for people. */
const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'the address is in use',
  EADDRNOTAVAIL: 'this machine has no such address',
  EAI_AGAIN: 'the host name cannot be looked up',
  EBUSY: 'it is in use',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection broke',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'something of that name is in the way',
  EFBIG: 'it would be larger than is allowed',
  EIO: 'the disk or the network under it failed',
  EISDIR: 'is a directory',
  ELOOP: 'symbolic links in a circle',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'file name too long',
  ENFILE: 'too many open files on this machine',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'a part of the path is not a directory',
  ENOTFOUND: 'there is no such host',
  EPERM: 'not permitted',
  EROFS: 'read-only file system',
  ESTALE: 'the network file system lost this file',
  ETIMEDOUT: 'no answer',
}

/** The code of what the operating system reported (`ENOENT`); empty where something else went wrong. */
export function errnoOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

/** A code in words, where there are some. */
export function errnoWords(code: string): string | undefined {
  return words[code]
}

/** What went wrong, in words where there are some, else as it was reported. */
export function reasonOf(cause: unknown): string {
  return words[errnoOf(cause)] ?? (cause instanceof Error ? cause.message : String(cause))
}
