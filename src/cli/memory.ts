import { setFlagsFromString } from 'node:v8'

/**
 * What dies young is collected in 1 MiB at a time instead of 16 MiB. Measured at 100,000 lines a second and in a
 * report of a million distinct paths: 30 to 80 MB less, for the same processor time. (Node takes no such flag from the
 * first line of a script on every system, and a limit set later is not heeded; that it does not grow is.)
 */
export function staySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
