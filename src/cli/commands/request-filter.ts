import type { RequestFilter } from '../../model/index.ts'
import { parseFilter } from '../../query/index.ts'
import type { InputOptions } from './shared.ts'

/** Every `--filter` and no `--exclude`, as one. Throws a usage error with a caret under the fault. */
export function requestFilter({
  filter = [],
  exclude = [],
}: Pick<InputOptions, 'filter' | 'exclude'>): RequestFilter | null {
  // Each by itself first, so that a fault is shown in what was typed.
  const alone = [...filter, ...exclude].map(parseFilter)
  if (alone.length === 0) return null
  if (alone.length === 1 && exclude.length === 0) return alone[0]!
  const parts = [...filter.map(text => `(${text})`), ...exclude.map(text => `not (${text})`)]
  return parseFilter(parts.join(' and '))
}
