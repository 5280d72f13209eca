import type {
  Change,
  ComparedFigure,
  Comparison,
  Correlation,
  Health,
  Insight,
  ReportComparison,
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
    thresholds: insight.thresholds.map(({ actual, ...threshold }) => ({ ...threshold, actual: num(actual) })),
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

/** What `--compare` found: an addition of ours to the contract. */
export function comparedJson({ base, window, figures, endpoints, method }: ReportComparison): Json {
  return {
    base,
    window: { from: time(window.from), to: time(window.to), seconds: num(window.seconds) },
    figures: figures.map(comparedFigureJson),
    endpoints: endpoints.map(endpoint => ({
      method: endpoint.method,
      endpoint: endpoint.endpoint,
      requests: endpoint.requests,
      figures: endpoint.figures.map(comparedFigureJson),
    })),
    method,
  }
}

function comparedFigureJson({ figure, before, after, verdict, pValue }: ComparedFigure): Json {
  return { figure, before: num(before), after: num(after), verdict, pValue: num(pValue) }
}
