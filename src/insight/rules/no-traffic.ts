import { counted, formatSpan } from '../../text/index.ts'
import type { Rule } from './rule.ts'

/** Live only: a log that was written to its end is not a dead service. */
export const noTraffic: Rule = {
  id: 'no-traffic',
  title: 'No requests arrive',
  evaluate({ snapshot, minimumRequests }) {
    const { mode, recent, requests, previous, window, lastEventAt } = snapshot
    if (mode !== 'live' || recent.requests.total > 0 || window.to === null || lastEventAt === null)
      return null
    const before = requests.total + (previous?.requests.total ?? 0)
    if (before < minimumRequests) return null
    const silent = Math.max(0, window.to - lastEventAt)
    return {
      severity: 'critical',
      message: `No request for ${formatSpan(silent)}, after ${counted(before, 'request')} before that.`,
      action:
        'Check that the service runs, that requests reach it, and that the log is still written to this place.',
      since: lastEventAt,
      evidence: { silentSeconds: silent, requestsBefore: before },
      weight: 1,
    }
  },
}
