import type { EndpointStats } from '../../../model/index.ts'
import { type EndpointRow, endpointKey, endpointRows } from '../../endpoints.ts'
import { type Line, text } from '../line.ts'
import type { Facts } from '../seen.ts'
import { hasCharts, textColumns } from './endpoint-charts.ts'
import { endpointLines } from './endpoint-lines.ts'

export function endpointPage(facts: Facts, key: string, width: number): Line[] {
  const row = rowOf(facts, key)
  if (row === null) return [[text('no requests of this endpoint in this window', 'dim')]]
  return endpointLines(facts, row, hasCharts(row.stats, width) ? textColumns : width)
}

export function endpointOf(facts: Facts, key: string): EndpointStats | null {
  return rowOf(facts, key)?.stats ?? null
}

function rowOf(facts: Facts, key: string): EndpointRow | null {
  return endpointRows(facts.snapshot, facts.state.sort).find(row => endpointKey(row.stats) === key) ?? null
}
