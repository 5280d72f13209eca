/** Rows as columns, from elsewhere. Columns may be longer than there are rows. */
export interface Columns {
  readonly timestamp: Float64Array
  /** Seconds. */
  readonly duration: Float64Array
  readonly status: Uint16Array
  readonly cache: Int8Array
  /** Method, endpoint, route, client, user agent, error message, extras: this builder's numbers, −1 = not given. */
  readonly texts: readonly Int32Array[]
}

export function copyInto<T extends Float64Array | Int32Array | Uint16Array | Int8Array>(
  target: T,
  from: T,
): T {
  target.set(from)
  return target
}
