import { readFileSync } from 'node:fs'
import { ClickHouseClient, passwordOf, type Target } from '../history/index.ts'
import type { Runtime } from './runtime.ts'

/** From the environment or the file it names: never from the command line, which others can read. */
export function fleetPassword({ env }: Runtime): string | null {
  return passwordOf({ env, readFile: path => readFileSync(path, 'utf8') })
}

export function openFleet(runtime: Runtime, target: Target): ClickHouseClient {
  return new ClickHouseClient(target, fleetPassword(runtime))
}
