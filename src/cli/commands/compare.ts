import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { compareReports } from '../../insight/index.ts'
import { type ComparedReport, type Snapshot, usageError } from '../../model/index.ts'
import { type BaseReport, readReport } from '../../report/index.ts'

/** What `--compare` names. */
export type Base = { readonly name: string; readonly report: BaseReport } | 'previous'

/**
 * Reads the base before any log is read, so that a wrong one costs nothing.
 *
 * @param windowed whether the report has a window, before which there can be another
 * @throws a usage error, an `AppError` for a file that is no report, a system error
 */
export async function readBase(compare: string | undefined, windowed: boolean): Promise<Base | null> {
  if (compare === undefined) return null
  if (compare !== 'previous')
    return { name: basename(compare), report: readReport(await readFile(compare, 'utf8'), compare) }
  if (windowed) return 'previous'
  throw usageError('--compare previous needs a window', {
    place: '--compare previous',
    hint: 'add --window 1h: then that hour is compared with the hour before',
  })
}

/** `null` when there is no window before this one. */
export function compareWith(base: Base, snapshot: Snapshot): ComparedReport | null {
  const { name, report } =
    base === 'previous' ? { name: 'the window before', report: snapshot.previous } : base
  if (report === null || report.requests.total === 0) return null
  return {
    base: { name, window: report.window, requests: report.requests.total },
    ...compareReports(report, snapshot),
  }
}
