import { createRequire } from 'node:module'

/** Put there by the build of the bundle, which need not look for its package.json then (3 ms of 30). */
declare const bundledVersion: string

export function packageVersion(): string {
  if (typeof bundledVersion === 'string') return bundledVersion
  const { version } = createRequire(import.meta.url)('api-metrics/package.json') as { version: string }
  return version
}
