import { parentPort } from 'node:worker_threads'
import { transferables } from '../collector/index.ts'
import { useKernel } from '../decode/index.ts'
import { exported, readSpan, type SpanJob } from './span-reader.ts'

/** What a reading thread is asked to do. */
export interface SpanOrder {
  readonly job: SpanJob
  /** Compiled once for all threads. */
  readonly kernel: object | null
}

/** A thread that reads spans of the input and hands over what it counted, until it is told that there are no more. */
parentPort?.on('message', (order: SpanOrder | null) => {
  if (order === null) {
    parentPort?.close()
    return
  }
  const { job, kernel } = order
  useKernel(kernel)
  const result = exported(readSpan(job))
  parentPort?.postMessage(result, transferables(result.state))
})
