import { setFlagsFromString } from 'node:v8'

/**
 * Memory before time: what dies young is collected 1 MiB at a time instead of 16 MiB, and the rest as soon as it has
 * grown by 30 % instead of up to fourfold. Measured at 100,000 lines a second: peak 147 MB (72 MB at rest) instead of
 * 250 MB, with the dashboard half of what it was, for half as much processor time again.
 */
export function keepMemorySmall(): void {
  keepYoungSmall()
  setFlagsFromString('--heap-growing-percent=30')
}

/** To be said again after a thread has started, which sets it back for the whole process: 159 MB instead of 124. */
export function keepYoungSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
