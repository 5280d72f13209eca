import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { AlertEvent, AlertState } from '../index.ts'

/** What outlives a process: how the alerts stand, and what could not be delivered yet. */
export interface KeptAlerts {
  /** By the text of the rule. */
  readonly states: ReadonlyMap<string, AlertState>
  /** By the key of the receiver, oldest first. */
  readonly undelivered: ReadonlyMap<string, readonly AlertEvent[]>
}

const version = 1
const nothing: KeptAlerts = { states: new Map(), undelivered: new Map() }

/**
 * Nothing when there is no file yet. What cannot be used is left out.
 *
 * @throws what reading throws, and a `SyntaxError` for a damaged file
 */
export async function readKept(path: string): Promise<KeptAlerts> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return nothing
    throw error
  }
  const kept = JSON.parse(text) as unknown
  if (!isRecord(kept) || kept.version !== version) return nothing
  return {
    states: new Map(
      entriesOf(kept.states).filter((entry): entry is [string, AlertState] => isState(entry[1])),
    ),
    undelivered: new Map(
      entriesOf(kept.undelivered).map(([key, events]) => [
        key,
        Array.isArray(events) ? events.filter(isEvent) : [],
      ]),
    ),
  }
}

/** Whole or not at all: into a temporary file beside it, then renamed. Its folder is made when it is missing. */
export async function writeKept(path: string, { states, undelivered }: KeptAlerts): Promise<void> {
  const text = JSON.stringify({
    version,
    states: Object.fromEntries(states),
    undelivered: Object.fromEntries([...undelivered].filter(([, events]) => events.length > 0)),
  })
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(text)
      // Without this a power cut can leave the new name with nothing in it.
      await file.datasync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

const phases = ['ok', 'pending', 'firing', 'noData']
const times = [
  'actual',
  'crossedSince',
  'keptSince',
  'recoveredSince',
  'emptySince',
  'firedSince',
  'troubleSince',
] as const

function isState(value: unknown): value is AlertState {
  if (!isRecord(value) || !isRecord(value.toldAt)) return false
  return (
    phases.includes(value.phase as string) &&
    Number.isFinite(value.since) &&
    Number.isFinite(value.lastAt) &&
    typeof value.seen === 'boolean' &&
    [null, 'firing', 'noData'].includes(value.told as string | null) &&
    times.every(name => isTime(value[name])) &&
    isTime(value.toldAt.firing) &&
    isTime(value.toldAt.noData)
  )
}

function isEvent(value: unknown): value is AlertEvent {
  return (
    isRecord(value) && value.version === 1 && typeof value.id === 'string' && typeof value.text === 'string'
  )
}

function isTime(value: unknown): boolean {
  return value === null || Number.isFinite(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function entriesOf(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : []
}
