import { parentPort, workerData } from 'node:worker_threads'
import { SqliteWriter } from '../sqlite/writer.ts'
import { type Answer, type Call, plainFault, type Request, type WriterJob } from './messages.ts'

/** A thread that writes to a store file, so that a slow disk holds up nobody who draws. */
let writer: SqliteWriter | null = null

/** Opened with the first call, and again after a fault of opening: a full disk, say. */
function opened(): SqliteWriter {
  writer ??= new SqliteWriter(workerData as WriterJob)
  return writer
}

function perform(call: Call, now: number): unknown {
  switch (call.type) {
    case 'commit':
      return opened().commit(call.commit)
    case 'prune':
      return opened().prune(now, call.retention)
    case 'close':
      return writer?.close()
  }
}

parentPort?.on('message', ({ id, now, call }: Request) => {
  let answer: Answer
  try {
    answer = { id, value: perform(call, now) }
  } catch (error) {
    answer = { id, fault: plainFault(error) }
  }
  parentPort?.postMessage(answer)
  if (call.type === 'close') parentPort?.close()
})
