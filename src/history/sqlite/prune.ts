import { storeSteps } from '../../model/index.ts'
import { byStep, ceilTo, type Marks } from '../steps.ts'
import type { Database } from './load.ts'
import type { RollupRows } from './rows.ts'
import { slotSeconds } from './samples.ts'

/** Deletes what the marks do not promise any more. What a shipper has not sent yet is left, as long as there is room. */
export function pruneByAge(database: Database, rows: RollupRows, { kept }: Marks): void {
  const { sent } = database.prepare('SELECT min(seq) AS sent FROM cursors').get()!
  const unless = sent === null ? '' : ' AND seq <= ?'
  const limit = sent === null ? [] : [sent as number]
  for (const step of storeSteps) rows.remove(`step = ? AND time < ?${unless}`, step, kept[step], ...limit)
  database.prepare('DELETE FROM samples WHERE slot < ?').run(kept[60] - slotSeconds)
}

/** Room for the journal, and for what comes before the next look. */
const reserve = 16 * 2 ** 20

/** Deletes the oldest tenth of the time until the store is small enough; the marks as they are then. */
export function pruneBySize(database: Database, rows: RollupRows, marks: Marks, maxBytes: number): Marks {
  const limit = maxBytes > 4 * reserve ? maxBytes - reserve : maxBytes * 0.75
  let now = marks
  while (usedBytes(database) > limit) {
    const { oldest, newest } = database
      .prepare('SELECT min(time) AS oldest, max(time) AS newest FROM rollups')
      .get()!
    if (oldest === null) return now
    const until = (oldest as number) + Math.max(1, ((newest as number) + 1 - (oldest as number)) / 10)
    const kept = byStep(step => {
      const wider = storeSteps.find(each => each > step) ?? step
      return Math.max(now.kept[step], ceilTo(until, wider))
    })
    now = { ...now, kept }
    for (const step of storeSteps) rows.remove('step = ? AND time < ?', step, kept[step])
    database.prepare('DELETE FROM samples WHERE slot < ?').run(until - slotSeconds)
  }
  return now
}

/** Bytes of the file that hold something. */
export function usedBytes(database: Database): number {
  const count = (pragma: string): number =>
    Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get()!)[0])
  return (count('page_count') - count('freelist_count')) * count('page_size')
}
