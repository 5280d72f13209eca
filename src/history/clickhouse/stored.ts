import { type RollupQuery, type StoredRollup, TopCounter } from '../../model/index.ts'
import type { ReadRollup } from './rows.ts'

/** Texts of each kind that are put together for one endpoint. */
export const textsKept = 16

const columnsOf = {
  host: ['host'],
  source: ['source'],
  endpoint: ['method', 'endpoint'],
} as const
export type Column = 'host' | 'source' | 'method' | 'endpoint'

/** Columns by which the answer to a query is told apart. */
export function columnsFor({ by }: Pick<RollupQuery, 'by'>): Column[] {
  return [...by].flatMap(each => [...columnsOf[each]])
}

/** A column as it was read. */
export function readColumn(column: Column, value: unknown): string | null {
  return column === 'method' && value === '' ? null : String(value)
}

/** A rollup with the floors of its texts, which are put in afterwards. */
export type Stored = StoredRollup & { readonly floors?: Readonly<Record<'message' | 'client', number>> }

/** @param key the time, then what stands in the columns */
export function storedOf(
  key: readonly unknown[],
  columns: readonly Column[],
  { rollup, messageFloor, clientFloor }: ReadRollup,
): Stored {
  const column = (name: Column): string | null => {
    const at = columns.indexOf(name)
    return at < 0 ? null : readColumn(name, key[at + 1])
  }
  return {
    time: Number(key[0]),
    host: column('host'),
    source: column('source'),
    method: column('method'),
    endpoint: column('endpoint'),
    rollup,
    floors: { message: messageFloor, client: clientFloor },
  }
}

/** Rollups of steps put together to one of each group, at `time`. */
export function wholeOf(steps: readonly Stored[], columns: readonly Column[], time: number): Stored[] {
  const merged = new Map<string, Stored>()
  for (const each of steps) {
    const key = JSON.stringify(columns.map(column => each[column]))
    const known = merged.get(key)
    if (known === undefined) merged.set(key, { ...each, time, rollup: each.rollup.copy() })
    else merged.set(key, mergedWith(known, each))
  }
  return [...merged.values()]
}

/** Both together; the first one's rollup is added to. */
function mergedWith(known: Stored, { rollup, floors }: Stored): Stored {
  known.rollup.mergeFigures(rollup)
  const floorOf = (kind: 'message' | 'client'): number => (known.floors?.[kind] ?? 0) + (floors?.[kind] ?? 0)
  return { ...known, floors: { message: floorOf('message'), client: floorOf('client') } }
}

/** An error message or a client, as often as it came beyond the floor. */
export interface TextRow {
  readonly kind: 'message' | 'client'
  readonly key: string
  readonly value: string
  readonly count: number
  readonly error: number
}

/** Puts texts into the rollups they belong to, counted as `TopCounter` merges them. */
export function addTexts(
  rollups: readonly Stored[],
  columns: readonly Column[],
  texts: readonly TextRow[],
): void {
  const byKey = new Map(
    rollups.map(each => [JSON.stringify([each.time, ...columns.map(column => each[column])]), each]),
  )
  const groups = new Map<string, TextRow[]>()
  for (const text of texts) {
    const group = `${text.kind} ${text.key}`
    const known = groups.get(group)
    if (known === undefined) groups.set(group, [text])
    else known.push(text)
  }
  for (const entries of groups.values()) {
    const { kind, key } = entries[0]!
    const stored = byKey.get(key)
    if (stored === undefined) continue
    const floor = stored.floors?.[kind] ?? 0
    const counter = new TopCounter(textsKept)
    counter.mergeEntries(
      entries.map(({ value, count, error }) => ({ value, count: count + floor, error: error + floor })),
      floor,
    )
    if (kind === 'message') stored.rollup.errorMessages = counter
    else stored.rollup.clients = counter
  }
}
