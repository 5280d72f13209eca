import { sanitise } from '../../text/index.ts'
import type { Budget } from '../slo.ts'
import type { Rule } from './rule.ts'

/** The rates at which a person is woken, and at which one is told: 2 % of 30 days in 1 h, 5 % in 6 h. */
const wake = 14.4
const tell = 6
/** At any rate above 1 it is worth a word once so much of the budget went within the window. */
const spentShare = 0.1
/** One slice that was missed is no burn yet. */
const leastMissed = 2

/**
 * An error budget that burns: with the rates of Google's Site Reliability Workbook (2018), chapter 5. The
 * one that burns fastest is told; each objective stands in the report by itself.
 */
export const sloBurn: Rule = {
  id: 'slo-burn',
  title: 'Error budget is burning',
  evaluate({ insight }) {
    const burning = insight.budgets.filter(isBurning)
    if (burning.length === 0) return null
    const { slo, result, missed, since } = burning.reduce((a, b) => (rateOf(b) > rateOf(a) ? b : a))
    const overspent = result.budgetLeft! <= 0
    return {
      severity: overspent || result.burnRate! >= wake ? 'critical' : 'warning',
      message: sanitise(result.message),
      action: overspent
        ? 'The promise is broken for this period: stop risky changes, and spend the time on what misses it.'
        : 'Hold back risky changes and fix what misses the objective before the budget is gone.',
      since,
      evidence: {
        objective: slo.text,
        burnRate: result.burnRate,
        budgetLeft: result.budgetLeft,
        missedSlices: missed,
        objectivesBurning: burning.length,
      },
      weight: Math.min(1, result.burnRate! / 100),
    }
  },
}

function isBurning({ result: { burnRate, budgetLeft }, missed }: Budget): boolean {
  if (burnRate === null || budgetLeft === null || missed < leastMissed) return false
  return budgetLeft <= 0 || burnRate >= tell || (burnRate > 1 && 1 - budgetLeft >= spentShare)
}

function rateOf({ result }: Budget): number {
  return result.burnRate ?? 0
}
