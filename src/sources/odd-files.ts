import type { BigIntStats } from 'node:fs'
import { AppError } from '../model/index.ts'

/** Throws for what is there but can be no log: a directory, a socket, a device other than /dev/null. */
export function refuseOddFiles(path: string, stats: BigIntStats): void {
  const complain = (message: string, hint: string): never => {
    throw new AppError(message, { place: path, hint })
  }
  if (stats.isDirectory())
    complain('is a directory, not a log', "name the files in it, for example 'DIR/*.log'")
  if (stats.isSocket())
    complain('is a socket, not a log', 'open a push socket with --listen unix:PATH instead')
  if (stats.isBlockDevice()) complain('is a device, not a log', 'name a file')
  const nullDevice = 0x103n
  if (stats.isCharacterDevice() && stats.rdev !== nullDevice)
    complain('is a device, not a log', 'name a file, or - for standard input')
}
