import { sumCounts } from '../../model/index.ts'
import { counted, formatInteger } from '../../text/index.ts'
import { roughShare } from './phrases.ts'
import type { Rule } from './rule.ts'

const limit = 0.05

/** What could not be read is not in any number above: that belongs beside them. */
export const unreadLines: Rule = {
  id: 'unread-lines',
  title: 'Part of the log could not be read',
  evaluate({ snapshot: { ingest } }) {
    const rejected = sumCounts(ingest.rejected)
    if (rejected < 10 || ingest.lines === 0 || rejected / ingest.lines <= limit) return null
    return {
      severity: 'warning',
      message: `${formatInteger(rejected)} of ${counted(ingest.lines, 'line')} (${roughShare(rejected / ingest.lines)}) could not be read and are in none of these numbers.`,
      action:
        'Run api-metrics inspect on the log: it shows which fields were found and the first lines that were not.',
      evidence: { rejected: { ...ingest.rejected }, lines: ingest.lines },
      weight: rejected / ingest.lines,
    }
  },
}
