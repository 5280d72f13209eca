import { readFileSync, readlinkSync } from 'node:fs'
import type { Recorder } from '../model/index.ts'

/** Seconds without a sign of life after which a recorder that cannot be looked up counts as dead. */
const patience = 10

/**
 * Who a process is, so that a later one with the same number is not taken for it: the boot of the machine, the
 * space of process numbers (containers have their own) and the tick in which it was started. Empty where the
 * system has no `/proc`.
 */
export function startedOf(pid: number): string {
  const stat = statOf(pid)
  const space = spaceOf('self')
  return stat === null || space === null ? '' : `${space} ${stat.tick}`
}

/** @param seen when it was last heard of, seconds since the epoch */
export function isAlive(
  { pid, host, started }: Recorder,
  seen: number,
  now: number,
  ownHost: string,
): boolean {
  const here = spaceOf('self')
  const [boot, space, tick] = started.split(' ')
  const [ownBoot, ownSpace] = (here ?? '').split(' ')
  if (here === null || tick === undefined || host !== ownHost) return now - seen < patience
  if (boot !== ownBoot) return false
  if (space !== ownSpace) return now - seen < patience
  const stat = statOf(pid)
  return stat !== null && stat.tick === tick && !['Z', 'X'].includes(stat.state)
}

function spaceOf(pid: 'self'): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return `${boot} ${readlinkSync(`/proc/${pid}/ns/pid`)}`
  } catch {
    return null
  }
}

/** The name of the program may hold blanks and parentheses: what counts begins after the last one. */
function statOf(pid: number): { readonly state: string; readonly tick: string } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0]!, tick: fields[19]! }
  } catch {
    return null
  }
}
