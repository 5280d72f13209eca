import type { Values } from './draw.ts'

/** Least and greatest known value and where the greatest is; `null` when there is none. */
export function extremes(values: Values): { least: number; most: number; at: number } | null {
  let found: { least: number; most: number; at: number } | null = null
  values.forEach((value, at) => {
    if (value === null || !Number.isFinite(value)) return
    if (found === null) found = { least: value, most: value, at }
    else if (value > found.most) found = { least: found.least, most: value, at }
    else if (value < found.least) found = { ...found, least: value }
  })
  return found
}
