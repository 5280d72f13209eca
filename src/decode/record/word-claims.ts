import { asideTier } from './asides.ts'
import { tokensOf } from './names.ts'
import { Slot } from './slots.ts'

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** Words that say that a key speaks of somebody else's request, or of something else. */
const foreign = words(
  'upstream origin backend target integration cache proxy payment order old previous last db auth waf job error exit ' +
    'grpc task build user redirect referer referrer callback image avatar file health win32 server',
)
/** Words that make a time one of something else than this request. */
const otherTimes = words(
  'created updated create update modified expire expires expiry receive ingest ingestion deleted birth valid not ' +
    'first last since until uptime up timeout ttl age zone boot cpu',
)
/** One of these has to be there for a path, a client or an agent. */
const ofRequest = words(
  'request req http client remote peer caller original orig origin raw access incoming cs x',
)

/** … but of its making, where the record has no other: the record is made when the request is over. */
const making = words('created create creation inserted begin began when utc unix epoch')
const fineness = words('ms ns us millis nanos micros iso iso8601 utc unix str text')

/** Claims of the last resort: `elb_status_code`, `aspnet-request-url`, `request_received_at`. */
export function claimsByWords(
  key: string,
  isTop: boolean,
  claim: (slot: number, tier?: number) => void,
): void {
  const tokens = tokensOf(key)
  claimTime(tokens, isTop, claim)
  if (tokens.length < 2) return
  const last = tokens.at(-1)!
  if (last === 'status' && tokens.includes('cache')) claim(Slot.cache)
  if (last === 'path' && tokens[0] === 'x' && tokens[1] === 'envoy') claim(Slot.path)
  if (last === 'agent' && tokens.at(-2) === 'user') claim(Slot.userAgent)
  if (tokens.some(token => foreign.has(token))) return
  if (
    last === 'status' ||
    last === 'statuscode' ||
    (last === 'code' && /^(status|response)$/.test(tokens.at(-2)!))
  )
    claim(Slot.status)
  if (last === 'method') claim(Slot.method)
  if (last === 'path' && /^(uri|url)$/.test(tokens.at(-2)!)) claim(Slot.path)
  if (!tokens.some(token => ofRequest.has(token))) return
  if (/^(url|uri|path|target)$/.test(last)) claim(Slot.path)
  if (/^(ip|addr|address)$/.test(last) || (last === 'host' && tokens.at(-2) === 'remote')) claim(Slot.client)
  if (last === 'useragent') claim(Slot.userAgent)
}

/** `request_received_at`, `ts_ns`; with the lowest rank, `created_at` and `begin`. */
function claimTime(
  tokens: readonly string[],
  isTop: boolean,
  claim: (slot: number, tier?: number) => void,
): void {
  const named = tokens.length > 1 && fineness.has(tokens.at(-1)!) ? tokens.slice(0, -1) : tokens
  const isTime = /^(at|time|timestamp|datetime|date|ts)$/.test(named.at(-1)!)
  if (isTime && tokens.length > 1 && !tokens.some(token => otherTimes.has(token))) claim(Slot.timestamp)
  else if (isTop && (isTime || named.length < 3) && named.some(token => making.has(token)))
    claim(Slot.timestamp, asideTier)
}
