import { statSync } from 'node:fs'
import { type StoreStep, storeSteps } from '../../model/index.ts'
import { readMarks } from './marks.ts'
import { guarded, openToRead } from './open.ts'
import { formatVersion } from './schema.ts'

export interface StoreFacts {
  readonly format: number
  /** Of the file and its journal. */
  readonly bytes: number
  readonly series: number
  readonly samples: number
  readonly steps: readonly {
    readonly step: StoreStep
    readonly rows: number
    readonly bytes: number
    /** From when on it is whole, and to when it goes; `null`: empty. */
    readonly from: number | null
    readonly to: number | null
  }[]
}

/** What a store holds; `null` where there is none. */
export function storeFacts(path: string): StoreFacts | null {
  const database = openToRead(path)
  if (database === null) return null
  try {
    return guarded(path, () => {
      const { kept } = readMarks(database, path)
      const one = (sql: string, ...values: number[]) => database.prepare(sql).get(...values)!
      const steps = storeSteps.map(step => {
        const { rows, bytes, oldest, newest } = one(
          'SELECT count(*) AS rows, sum(length(frame)) AS bytes, min(time) AS oldest, max(time) + step AS newest' +
            ' FROM rollups WHERE step = ?',
          step,
        )
        return {
          step,
          rows: rows as number,
          bytes: (bytes ?? 0) as number,
          from: oldest === null ? null : Math.max(oldest as number, kept[step]),
          to: newest as number | null,
        }
      })
      return {
        format: formatVersion,
        bytes: sizeOf(path) + sizeOf(`${path}-wal`),
        series: one('SELECT count(*) AS count FROM series').count as number,
        samples: Number(one('SELECT sum(json_array_length(gauges)) AS count FROM samples').count ?? 0),
        steps,
      }
    })
  } finally {
    database.close()
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
