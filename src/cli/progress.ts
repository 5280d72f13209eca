import { formatBytes, formatSpan } from '../text/index.ts'
import type { Runtime } from './runtime.ts'

export interface Progress {
  /** So many bytes more were read. */
  add(bytes: number): void
  /** Wipes the line. */
  close(): void
}

const silentMilliseconds = 1000
const everyMilliseconds = 200
const wipe = '\r\u001b[K'

/** Bytes, rate and time left on stderr, for work of over a second in front of a person; else nothing. */
export function showProgress(runtime: Runtime, totalBytes: number | null): Progress {
  const { stderr } = runtime
  if (stderr.isTTY !== true || runtime.quiet || runtime.env.TERM === 'dumb') return { add() {}, close() {} }
  const begun = performance.now()
  let bytes = 0
  let shownAt = begun + silentMilliseconds - everyMilliseconds
  let shown = false
  return {
    add(more) {
      bytes += more
      const now = performance.now()
      if (now - shownAt < everyMilliseconds) return
      shownAt = now
      shown = true
      stderr.write(`${wipe}${progressLine(bytes, totalBytes, (now - begun) / 1000)}`)
    },
    close() {
      if (shown) stderr.write(wipe)
    },
  }
}

/** `reading  380 MiB of 893 MiB  43 %  410 MiB/s  2 s left`. */
export function progressLine(bytes: number, totalBytes: number | null, seconds: number): string {
  const rate = bytes / seconds
  const parts = [`reading  ${formatBytes(bytes)}`]
  if (totalBytes !== null && totalBytes > 0) parts[0] += ` of ${formatBytes(totalBytes)}`
  if (totalBytes !== null && totalBytes > 0)
    parts.push(`${Math.min(100, Math.floor((100 * bytes) / totalBytes))} %`)
  parts.push(`${formatBytes(Math.round(rate))}/s`)
  if (totalBytes !== null && rate > 0)
    parts.push(`${formatSpan(Math.ceil(Math.max(0, totalBytes - bytes) / rate))} left`)
  return parts.join('  ')
}
