/**
 * How often a report may claim something that is not there: at most 5 % of reports over everything that is
 * tested in one, shared out below. The measured rates are in docs/insight.md.
 */
export const falseAlarms = {
  trends: 0.004,
  correlations: 0.006,
  /** Jumps of the headline series. */
  changes: 0.025,
  /** Jumps of the endpoints' series together. */
  endpointChanges: 0.005,
  /** Of one report against another, which is a question of its own. */
  comparison: 0.01,
} as const
