/** What a filter may ask of one request. Absent values are `null`. */
export interface FilterRow {
  /** `endpoint` (the route), `path` (raw), `method`, `status`, `duration` (seconds), `client`, … or a path in the log. */
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
