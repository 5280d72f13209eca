import { fstatSync } from 'node:fs'

/** Whether stdin is a pipe, a file or a socket, rather than a terminal, /dev/null or closed. */
export function stdinCarriesData(): boolean {
  try {
    const stat = fstatSync(0)
    return stat.isFIFO() || stat.isFile() || stat.isSocket()
  } catch {
    return false
  }
}
