import type {
  Change,
  ComparedReport,
  Comparison,
  Correlation,
  Health,
  Insight,
  Trend,
} from '../../model/index.ts'
import { definiteTime, num, plain, time } from './values.ts'

type Json = Record<string, unknown>

export function healthJson({ score, status, windowSeconds, factors, recommendations }: Health): Json {
  return {
    score,
    status,
    windowSeconds: num(windowSeconds),
    factors: factors.map(factor => ({ ...factor, value: num(factor.value) })),
    recommendations: recommendations.map(({ since, evidence, ...each }) => ({
      ...each,
      since: time(since),
      evidence: plain(evidence),
    })),
  }
}

export function movementsJson(insight: Insight): Json {
  return {
    trends: insight.trends.map(trendJson),
    correlations: insight.correlations.map(correlationJson),
    correlationsNote: insight.correlationsNote,
    changes: insight.changes.map(changeJson),
    comparison: insight.comparison === null ? null : comparisonJson(insight.comparison),
    slo: insight.slo.map(({ budgetLeft, burnRate, ...slo }) => ({
      ...slo,
      budgetLeft: num(budgetLeft),
      burnRate: num(burnRate),
    })),
    thresholds: insight.thresholds.map(({ expression, passed, actual }) => ({
      expression,
      passed,
      actual: num(actual),
    })),
  }
}

function trendJson({ changePerHour, pValue, ...trend }: Trend): Json {
  return { ...trend, changePerHour: num(changePerHour), pValue: num(pValue) }
}

function correlationJson({ rho, lagSeconds, ...correlation }: Correlation): Json {
  return { ...correlation, rho: num(rho), lagSeconds: num(lagSeconds) }
}

function changeJson({ at, before, after, ...change }: Change): Json {
  return { ...change, at: definiteTime(at), before: num(before), after: num(after) }
}

function comparisonJson({ from, to, figures }: Comparison): Json {
  return {
    from: definiteTime(from),
    to: definiteTime(to),
    figures: Object.fromEntries(
      Object.entries(figures).map(([name, { before, after }]) => [
        name,
        { before: num(before), after: num(after) },
      ]),
    ),
  }
}

/** What `--compare` found: an addition to the contract. */
export function comparedJson({ base, movements, appeared, vanished }: ComparedReport): Json {
  const { from, to, seconds } = base.window
  return {
    base: {
      name: base.name,
      window: { from: time(from), to: time(to), seconds: num(seconds) },
      requests: base.requests,
    },
    movements: movements.map(({ before, after, pValue, ...movement }) => ({
      ...movement,
      before: num(before),
      after: num(after),
      pValue: num(pValue),
    })),
    appeared,
    vanished,
  }
}
