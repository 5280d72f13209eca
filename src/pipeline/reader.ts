import { availableParallelism } from 'node:os'
import { SHARE_ENV, Worker } from 'node:worker_threads'
import { statsAt } from '../sources/identity.ts'

/** Below this, starting a thread takes longer than reading. */
const leastPartBytes = 16 * 1024 * 1024
const mostThreads = 16

export interface ThreadOptions {
  /** Threads to read with; default: all cores. */
  readonly threads?: number
  /** A thread gets at least so many bytes. */
  readonly partBytes?: number
}

/** How many threads are worth having for so many bytes, this one included. */
export function threadsFor(
  bytes: number,
  { threads = availableParallelism(), partBytes = leastPartBytes }: ThreadOptions = {},
): number {
  return Math.max(1, Math.min(threads, mostThreads, Math.floor(bytes / partBytes)))
}

/**
 * Starts the threads that these files are worth reading with, this one not included: as far as they are files as they
 * are named; of patterns and folders, nothing is known yet.
 * @param script what they run, `span-worker.ts`
 */
export function startReaders(paths: readonly string[], script: string | URL): Worker[] {
  let bytes = 0
  for (const path of paths) {
    const stats = path.endsWith('.gz') ? null : statsAt(path)
    if (stats?.isFile()) bytes += Number(stats.size)
  }
  try {
    return Array.from({ length: threadsFor(bytes) - 1 }, () => startReader(script))
  } catch {
    return [] // no room for threads now: whoever needs one will try again, and say so
  }
}

/** Keeps the process alive while it has a job, not before. */
export function startReader(script: string | URL): Worker {
  const worker = new Worker(script, {
    env: SHARE_ENV,
    // A young generation of the usual size is 30 MB more for the same time.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  })
  worker.unref()
  // Until it has a job, what befalls it is nobody's business: the job will fail.
  return worker.on('error', () => {})
}
