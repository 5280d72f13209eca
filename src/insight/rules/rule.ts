import type { Insight, Recommendation, Snapshot } from '../../model/index.ts'
import type { Budget } from '../slo.ts'

export interface RuleContext {
  readonly snapshot: Snapshot
  /** What was concluded before the rules are asked. */
  readonly insight: Pick<Insight, 'trends' | 'changes' | 'correlations' | 'comparison'> & {
    readonly health: Omit<Insight['health'], 'recommendations'>
    readonly budgets: readonly Budget[]
  }
  /** Under so many requests nothing is said. */
  readonly minimumRequests: number
}

export interface Finding extends Omit<Recommendation, 'id' | 'title' | 'method' | 'endpoint' | 'since'> {
  readonly method?: string | null
  readonly endpoint?: string | null
  readonly since?: number | null
  /** Share of the traffic, of the time spent or of the lost score that it explains, 0–1: orders equals. */
  readonly weight: number
}

/** Weight of a finding that names what is wrong and not who: who is known comes first. */
export const nobodyToBlame = 0.5

/** One piece of advice: when it applies, with what numbers, and what to do. Silent without data. */
export interface Rule {
  readonly id: string
  readonly title: string
  evaluate(context: RuleContext): Finding | null
}
