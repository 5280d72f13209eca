import type { RequestFilter } from '../../model/index.ts'
import { parseFilter } from '../../query/index.ts'
import type { InputOptions } from './shared.ts'

/** `--filter` and not `--exclude`, as one. Throws a usage error with a caret under the fault. */
export function requestFilter({ filter, exclude }: InputOptions): RequestFilter | null {
  if (exclude === undefined) return filter === undefined ? null : parseFilter(filter)
  // Each by itself first, so that a fault is shown in what was typed.
  parseFilter(exclude)
  if (filter === undefined) return parseFilter(`not (${exclude})`)
  parseFilter(filter)
  return parseFilter(`(${filter}) and not (${exclude})`)
}
