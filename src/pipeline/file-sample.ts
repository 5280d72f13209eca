import { isRegularFile, RandomAccessFile } from '../sources/read-at.ts'

const headBytes = 128 * 1024
const pieceBytes = 32 * 1024

/**
 * Head, middle and tail of a file, for detection: a log's head may be a start-up chatter that its tail is not.
 * `null` when it is an archive or a pipe, which can only be read from its beginning. Throws `AppError`.
 */
export function sampleFile(path: string): Uint8Array[] | null {
  if (!isRegularFile(path)) return null
  const file = new RandomAccessFile(path)
  try {
    const head = file.readAt(0, headBytes)
    if (head[0] === 0x1f && head[1] === 0x8b) return null
    // What three pieces would cover is looked at whole.
    if (file.size <= headBytes + 2 * pieceBytes) return [file.readAt(0, file.size)]
    const tailFrom = Math.max(headBytes, file.size - pieceBytes)
    const middleFrom = Math.max(headBytes, Math.floor(file.size / 2))
    const tail = file.readAt(tailFrom, pieceBytes)
    return middleFrom < tailFrom ? [head, file.readAt(middleFrom, pieceBytes), tail] : [head, tail]
  } finally {
    file.close()
  }
}
