import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { startReader, startReaders } from '../../src/pipeline/reader.ts'
import { ReadingThreads } from '../../src/pipeline/reading-threads.ts'
import type { SpanJob } from '../../src/pipeline/span-reader.ts'

const folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
afterAll(() => rmSync(folder, { recursive: true }))

const script = join(folder, 'echo.mjs')
writeFileSync(
  script,
  "import { parentPort } from 'node:worker_threads'\nparentPort.on('message', order => order === null ? parentPort.close() : parentPort.postMessage(order.job))\n",
)
const failing = join(folder, 'failing.mjs')
writeFileSync(failing, "throw new Error('no')\n")
const job = { place: 7 } as SpanJob

describe('threads that read', () => {
  it('are worth starting for big files only', async () => {
    const big = join(folder, 'big.jsonl')
    writeFileSync(big, Buffer.alloc(40 * 1024 * 1024))
    expect(startReaders([], script)).toEqual([])
    expect(startReaders([script, join(folder, 'missing'), folder], script)).toEqual([])
    const readers = startReaders([big, script], script)
    // One for each core besides this one's, two at most for so many bytes.
    expect(readers.length).toBeLessThanOrEqual(1)
    await Promise.all(readers.map(each => each.terminate()))
  })

  it('take the jobs that are there for them', async () => {
    const threads = new ReadingThreads([startReader(script)])
    expect(await threads.run(job, null)).toEqual(job)
    expect(await threads.run(job, null)).toEqual(job)
    threads.close()
  })

  it('are replaced where one failed before it had a job', async () => {
    const reader = startReader(failing)
    await new Promise(resolve => reader.once('exit', resolve))
    const threads = new ReadingThreads([reader, startReader(script)])
    expect(await threads.run(job, null)).toEqual(job)
    threads.close()
    const none = new ReadingThreads([reader])
    // There is no script beside the sources: the new thread's failure is told.
    await expect(none.run(job, null)).rejects.toThrow()
    none.close()
  })
})
