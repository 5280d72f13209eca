import { parentPort, workerData } from 'node:worker_threads'
import { transferables } from '../collector/index.ts'
import { readSpan, type SpanJob } from './span-reader.ts'

/** A thread that reads one span of the input and hands over what it counted. */
const result = readSpan(workerData as SpanJob)
parentPort?.postMessage(result, transferables(result.state))
