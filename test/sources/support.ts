import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Source, SourceEvent } from '../../src/model/index.ts'

/** A folder of its own for a test. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sources-'))
}

/** Line `i` carries `i`, and a second number that follows from it: a lost, doubled or mixed line can be named. */
export function line(i: number, padding = 0): string {
  return `{"i":${i},"check":${(i * 7919) % 104729},"pad":"${'x'.repeat(padding)}"}\n`
}

export function lines(from: number, to: number, padding = 0): string {
  let text = ''
  for (let i = from; i < to; i++) text += line(i, padding)
  return text
}

/** What is wrong with the lines of a text that should hold `from` … `to − 1`, each once, in any order. */
export function faultsOf(text: string, from: number, to: number): string[] {
  const seen = new Map<number, number>()
  const faults: string[] = []
  for (const each of text.split('\n')) {
    if (each === '') continue
    try {
      const { i, check } = JSON.parse(each) as { i: number; check: number }
      if (check !== (i * 7919) % 104729) faults.push(`line ${i} was mixed with another`)
      seen.set(i, (seen.get(i) ?? 0) + 1)
    } catch {
      faults.push(`not a line: ${each.slice(0, 60)}`)
    }
  }
  for (let i = from; i < to; i++) if (!seen.has(i)) faults.push(`line ${i} is missing`)
  for (const [i, count] of seen) {
    if (count > 1) faults.push(`line ${i} came ${count} times`)
    if (i < from || i >= to) faults.push(`line ${i} was not expected`)
  }
  return faults
}

/** A copy of what a source handed over, with its bytes as text. */
export interface Heard {
  text: string
  events: SourceEvent[]
}

/** Listens to a source until it ends, or until `enough` says so. */
export async function listen(
  source: Source,
  enough: (heard: Heard) => boolean = () => false,
): Promise<Heard> {
  const heard: Heard = { text: '', events: [] }
  const pieces: Buffer[] = []
  for await (const event of source) {
    if (event.type === 'data') pieces.push(Buffer.from(event.bytes))
    heard.events.push(event.type === 'data' ? { ...event, bytes: Buffer.from(event.bytes) } : event)
    heard.text = Buffer.concat(pieces).toString('latin1')
    if (enough(heard)) break
  }
  return heard
}

export function ofType<T extends SourceEvent['type']>(
  heard: Heard,
  type: T,
): Extract<SourceEvent, { type: T }>[] {
  return heard.events.filter((event): event is Extract<SourceEvent, { type: T }> => event.type === type)
}
