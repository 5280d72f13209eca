import { createRequire } from 'node:module'

/** By the package's own name, so that it is found from the modules as from their bundle. */
export function packageVersion(): string {
  const { version } = createRequire(import.meta.url)('api-metrics/package.json') as { version: string }
  return version
}
