import { endpointKey, endpointRows } from '../../endpoints.ts'
import { type Line, text } from '../line.ts'
import type { Facts } from '../seen.ts'
import { endpointLines } from './endpoint-lines.ts'

export function endpointPage(facts: Facts, key: string, width: number): Line[] {
  const row = endpointRows(facts.snapshot, facts.state.sort).find(it => endpointKey(it.stats) === key)
  return row === undefined
    ? [[text('no requests of this endpoint in this window', 'dim')]]
    : endpointLines(facts, row, width)
}
