/** What clients send and are sent, as loggers dump it: names in there are anybody's. */
const sent =
  /^(params|query|querystring|query(string)?param(eter)?s|multivaluequerystringparameters|(path|url|route)param(eter)?s|args|arguments|(form|post|query)data|form|(request|response|req|res)body|cookies?|variables)$/
const ofExchange = /^(request|response|req|res|http)$/
/** … where it is part of a request or a response; elsewhere it may well be the record itself. */
const content = /^(body|payload|data|json)$/

/** Last resort: added to the order of whatever stands in there. */
export const asideTier = 200_000

/**
 * How much worse a key is for standing where it does: below what a client sent it means nothing (`null`), in a
 * body, or in headers where it is a duration, it counts when nobody else says it.
 */
export function asideOf(segments: readonly string[]): number | null {
  let tier = 0
  for (let i = 0; i < segments.length - 1; i++) {
    const segment = segments[i]!
    if (sent.test(segment)) return null
    if (!content.test(segment)) continue
    if (i > 0 && ofExchange.test(segments[i - 1]!)) return null
    if (segment === 'body') tier = asideTier
  }
  return tier
}

/** Below the headers of a request or a response. */
export function isHeader(segments: readonly string[]): boolean {
  return segments.slice(0, -1).some(segment => segment.endsWith('headers') || segment === 'header')
}
