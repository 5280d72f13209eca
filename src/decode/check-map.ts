import { usageError } from '../model/index.ts'
import { nearest } from '../text/index.ts'
import type { FieldOverride } from './options.ts'

/** Keys as they stand in JSON, also in JSON within a string: `"took":`, `\"took\":`. */
const key = /"([^"\\\n]{1,128})\\?"\s*:/g
const mostKeys = 10_000

/**
 * Refuses a `--map` whose path leads nowhere in these parts of a log, since every record would silently be none.
 * Looks at keys wherever they stand, so that wrappers and nesting do not matter. Throws a usage error that names
 * the nearest key there is. Messages of errors are let through, as nothing may have failed yet.
 */
export function checkFieldMap(samples: readonly Uint8Array[], map: readonly FieldOverride[]): void {
  if (map.length === 0) return
  const keys = keysOf(samples)
  if (keys.size === 0) return
  for (const { field, path } of map) {
    const last =
      path
        .split('.')
        .filter(part => !/^\d+$/.test(part))
        .at(-1) ?? path
    if (field === 'errorMessage' || keys.has(path) || keys.has(last)) continue
    const near = nearest(last, keys)
    throw usageError('--map names a field that the log does not have', {
      place: `${field}=${path}`,
      hint: near === null ? 'api-metrics inspect shows the fields there are' : `did you mean ${near}?`,
    })
  }
}

function keysOf(samples: readonly Uint8Array[]): Set<string> {
  const keys = new Set<string>()
  for (const sample of samples) {
    for (const [, name] of Buffer.from(sample.buffer, sample.byteOffset, sample.length)
      .toString('latin1')
      .matchAll(key)) {
      keys.add(Buffer.from(name!, 'latin1').toString())
      if (keys.size >= mostKeys) return keys
    }
  }
  return keys
}
