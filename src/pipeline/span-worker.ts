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

/** A thread that reads spans of the input and hands over what it counted. */
parentPort?.on('message', ({ job, kernel }: SpanOrder) => {
  useKernel(kernel)
  const result = exported(readSpan(job))
  parentPort?.postMessage(result, transferables(result.state))
})
