import { statSync } from 'node:fs'
import type { StoredSource } from '../../model/index.ts'
import { formatBytes, formatDuration } from '../../text/index.ts'
import { writeAll } from '../output.ts'
import type { Runtime } from '../runtime.ts'
import { openReader, type StoreOptions } from '../store.ts'

/** What is recorded, by whom, and how far: from the store, so it works whoever records. */
export async function collectStatus(runtime: Runtime, options: StoreOptions): Promise<void> {
  const reader = openReader(runtime, options)
  try {
    const now = runtime.clock.now()
    const sources = reader.sources()
    const lines = sources.map(source => lineOf(source, now))
    await writeAll(runtime.stdout, `${lines.length === 0 ? 'nothing was recorded yet' : lines.join('\n')}\n`)
  } finally {
    reader.close()
  }
}

export function lineOf({ source, recorder, recordedAt, checkpoint }: StoredSource, now: number): string {
  const who = recorder === null ? 'not recorded now' : `recorded by process ${recorder.pid}`
  const { requests } = checkpoint.ingest
  const parts = [who, `${requests} requests`, `last ${formatDuration(Math.max(0, now - recordedAt))} ago`]
  const lag = lagOf(source, checkpoint.position)
  if (lag !== null && lag > 0) parts.push(`${formatBytes(lag)} behind`)
  return `${source}: ${parts.join(', ')}`
}

function lagOf(path: string, position: { offset: number; identity: string } | null): number | null {
  if (position === null) return null
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true })
  if (stats === undefined || `${stats.dev}:${stats.ino}` !== position.identity) return null
  return Number(stats.size) - position.offset
}
