import type { Insight, SloResult } from '../../model/index.ts'
import { sanitise } from '../../text/index.ts'
import { type Item, item, type Section } from '../section.ts'

/** The `--slo` objectives: what is left of each budget; `null` when none was asked for. */
export function objectivesSection({ slo }: Insight): Section | null {
  if (slo.length === 0) return null
  return {
    id: 'objectives',
    title: slo.length === 1 ? 'Objective' : 'Objectives',
    items: slo.map(objectiveItem),
  }
}

function objectiveItem(result: SloResult): Item {
  const { budgetLeft, burnRate, message } = result
  if (budgetLeft === null || burnRate === null)
    return item(sanitise(message), { mark: 'unknown', tone: 'muted' })
  if (budgetLeft <= 0) return item(sanitise(message), { mark: 'overspent', tone: 'bad' })
  if (burnRate > 1) return item(sanitise(message), { mark: 'burning', tone: 'warning' })
  return item(sanitise(message), { mark: 'kept', tone: 'good' })
}
