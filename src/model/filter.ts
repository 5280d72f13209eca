/** The names under which a row answers. Any other name is a path in the log, asked of decode as an extra field. */
export const filterFields = [
  'source',
  'method',
  /** The route. */
  'endpoint',
  /** As it was logged. */
  'path',
  /** A number. */
  'status',
  /** Seconds. */
  'duration',
  'client',
  'userAgent',
  /** true = hit, false = miss. */
  'cache',
  'errorMessage',
] as const
export type FilterField = (typeof filterFields)[number]

/** What a filter may ask of one request. Absent values are `null`. */
export interface FilterRow {
  /** @param field one of `filterFields` or a path in the log */
  get(field: string): string | number | boolean | null
}

/** A checked `--filter` expression. Built by `query`, used by `collector`, which know nothing of each other. */
export interface RequestFilter {
  /** As typed. */
  readonly text: string
  /** Every field it reads. */
  readonly fields: ReadonlySet<string>
  /**
   * `series`: source, method and endpoint decide, so it is exact on rollups. `status`: the status too, so
   * counts are exact on rollups. `row`: only the requests themselves can tell.
   */
  readonly scope: 'series' | 'status' | 'row'
  test(row: FilterRow): boolean
}
