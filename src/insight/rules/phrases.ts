import type { EndpointStats } from '../../model/index.ts'
import { cutEnd, cutMiddle, formatPercentValue, formatSpan, sanitise } from '../../text/index.ts'

type Named = Pick<EndpointStats, 'method' | 'endpoint'>

/** `GET /api/search`; sanitised, and cut in the middle where it is very long. */
export function endpointName({ method, endpoint }: Named): string {
  return cutMiddle(sanitise(method === null ? endpoint : `${method} ${endpoint}`), 80)
}

/** A text from the log, for use inside a sentence. */
export function quoteText(text: string): string {
  return `“${cutEnd(sanitise(text).trim(), 100)}”`
}

/** `GET /a, GET /b and 3 more`. */
export function listOf(names: readonly string[], shown = 3): string {
  if (names.length === 0) return ''
  const head = names.slice(0, shown)
  const rest = names.length - head.length
  if (rest > 0) return `${head.join(', ')} and ${rest} more`
  return head.length === 1 ? head[0]! : `${head.slice(0, -1).join(', ')} and ${head.at(-1)}`
}

/** A value that is in percent already: `43 %`. */
export function percentValue(percent: number): string {
  return `${formatPercentValue(percent)} %`
}

/** A share of the whole, for sentences: `62 %`. Decimals would only distract. */
export function roughShare(share: number): string {
  const percent = share * 100
  return percent > 0 && percent < 1
    ? '<1 %'
    : percent < 100 && percent > 99
      ? '>99 %'
      : `${Math.round(percent)} %`
}

const grains = [
  [3 * 86400, 86400],
  [3 * 3600, 3600],
  [3 * 60, 60],
  [0, 10],
] as const

/** An estimated time, no more exact than it can be: `40 s`, `31 min`, `20 h`, `5 d`. */
export function roughSpan(seconds: number): string {
  const [, grain] = grains.find(([from]) => seconds >= from) ?? [0, 10]
  return formatSpan(Math.max(grain, Math.round(seconds / grain) * grain))
}
