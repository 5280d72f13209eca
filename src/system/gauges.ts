import { readFile, statfs } from 'node:fs/promises'
import { cpus } from 'node:os'
import type { SystemSample } from '../model/index.ts'

type Gauges = Partial<Omit<SystemSample, 'timestamp' | 'host' | 'origin'>>

/** One thing that can be measured, at its own pace. `read` may fail: its gauges are then `null` until it works again. */
export interface GaugeReader {
  readonly name: string
  readonly everySeconds: number
  read(): Promise<Gauges>
}

/**
 * This machine's gauges. The kernel's own counters where they cost nothing: `os.cpus()` instead of
 * `currentLoad()` (which blocks the event loop for 4–6 ms), `statfs` instead of `fsSize()` (8 ms),
 * `/proc/net/sockstat` instead of `networkConnections()` (up to 119 ms). In a container the limits of the
 * control group are the truth, which systeminformation does not read.
 */
export function machineGauges(): GaugeReader[] {
  return [
    { name: 'cpu', everySeconds: 2, read: cpuReader() },
    { name: 'memory', everySeconds: 2, read: readMemory },
    { name: 'disk', everySeconds: 30, read: readDisk },
    { name: 'connections', everySeconds: 5, read: readConnections },
  ]
}

function cpuReader(): () => Promise<Gauges> {
  let before = cpuTimes()
  let groupBefore: GroupCpu | null = null
  return async () => {
    const group = await groupCpu()
    const now = cpuTimes()
    const groupLoad = group !== null && groupBefore !== null ? groupCpuPercent(groupBefore, group) : null
    const total = now.total - before.total
    const load = total > 0 ? (100 * (now.busy - before.busy)) / total : null
    before = now
    groupBefore = group
    return { cpuPercent: groupLoad ?? load }
  }
}

function cpuTimes(): { busy: number; total: number } {
  let busy = 0
  let total = 0
  for (const { times } of cpus()) {
    const used = times.user + times.nice + times.sys + times.irq
    busy += used
    total += used + times.idle
  }
  return { busy, total }
}

interface GroupCpu {
  readonly usedMicroseconds: number
  readonly atMilliseconds: number
  /** CPUs' worth of quota. */
  readonly limit: number
}

/** CPU use against the quota of a version 2 control group; `null` without one. */
async function groupCpu(): Promise<GroupCpu | null> {
  const max = await readOptional('/sys/fs/cgroup/cpu.max')
  const [quota, period] = (max ?? '').trim().split(/\s+/).map(Number)
  if (!quota || !period) return null
  const used = /^usage_usec (\d+)$/m.exec((await readOptional('/sys/fs/cgroup/cpu.stat')) ?? '')
  return (
    used && { usedMicroseconds: Number(used[1]), atMilliseconds: performance.now(), limit: quota / period }
  )
}

function groupCpuPercent(before: GroupCpu, now: GroupCpu): number | null {
  const elapsed = (now.atMilliseconds - before.atMilliseconds) * 1000 * now.limit
  return elapsed > 0
    ? Math.min(100, (100 * (now.usedMicroseconds - before.usedMicroseconds)) / elapsed)
    : null
}

const mebibyte = 1024 * 1024

async function readMemory(): Promise<Gauges> {
  const { default: systeminformation } = await import('systeminformation')
  const { total, available } = await systeminformation.mem()
  const group = await groupMemory(total)
  const limit = group?.limit ?? total
  const used = group?.used ?? total - available
  if (!(limit > 0)) return { memoryPercent: null }
  return {
    memoryPercent: (100 * used) / limit,
    memoryUsedMb: used / mebibyte,
    memoryAvailableMb: (limit - used) / mebibyte,
  }
}

/** Memory of a version 2 control group without reclaimable file cache, where its limit is below the machine's. */
async function groupMemory(machineTotal: number): Promise<{ limit: number; used: number } | null> {
  const limit = Number(await readOptional('/sys/fs/cgroup/memory.max'))
  if (!(limit > 0 && limit < machineTotal)) return null
  const current = Number(await readOptional('/sys/fs/cgroup/memory.current'))
  const inactive = /^inactive_file (\d+)$/m.exec((await readOptional('/sys/fs/cgroup/memory.stat')) ?? '')
  return { limit, used: Math.max(0, current - Number(inactive?.[1] ?? 0)) }
}

async function readDisk(): Promise<Gauges> {
  const { blocks, bfree, bavail } = await statfs('/')
  const used = blocks - bfree
  // As df: what root keeps for itself is neither used nor available.
  return { diskUsagePercent: used + bavail > 0 ? (100 * used) / (used + bavail) : null }
}

async function readConnections(): Promise<Gauges> {
  const stats = await readOptional('/proc/net/sockstat')
  if (stats !== null) {
    const stats6 = await readOptional('/proc/net/sockstat6')
    return { activeConnections: inUse(stats, 'TCP') + (stats6 === null ? 0 : inUse(stats6, 'TCP6')) }
  }
  const { default: systeminformation } = await import('systeminformation')
  const connections = await systeminformation.networkConnections()
  return { activeConnections: connections.filter(({ state }) => state === 'ESTABLISHED').length }
}

function inUse(sockstat: string, protocol: string): number {
  return Number(new RegExp(`^${protocol}: inuse (\\d+)`, 'm').exec(sockstat)?.[1] ?? 0)
}

async function readOptional(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return null
  }
}
