/**
 * How often a report may claim something that is not there: at most 5 % of reports over everything that is
 * tested in one, shared out below. The measured rates are in docs/insight.md.
 */
export const falseAlarms = {
  trends: 0.008,
  correlations: 0.008,
  /** Jumps of the headline series. */
  changes: 0.02,
  /** Jumps of the endpoints' series together. */
  endpointChanges: 0.01,
} as const
