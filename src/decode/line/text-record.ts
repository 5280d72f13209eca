import type { JsonObject } from './parse.ts'

/** Common and combined log format, with or without brackets round the time. */
const combined =
  /^(\S{1,255}) \S{1,255} \S{1,255} \[?(\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:[\d:]{8} [+-]\d{4})\]? "((?:[^"\\]|\\.){0,8192})" (\d{3}|-) (\d+|-)(?: "((?:[^"\\]|\\.){0,4096})" "((?:[^"\\]|\\.){0,4096})")?/

const pair = /([A-Za-z_][\w.@-]{0,63})=(?:"((?:[^"\\]|\\.){0,8192})"|([^\s"]{0,8192}))(?=\s|$)/g

/**
 * A request that is told as text in the message of a JSON record: an access log line, or `key=value` pairs as
 * Heroku's router writes them. `null` for any other text.
 */
export function readTextRecord(text: string): JsonObject | null {
  if (text.length > 16_384) return null
  if (text.includes(' HTTP/')) return readCombined(text) ?? readPairs(text)
  return text.includes('status=') || text.includes('code=') ? readPairs(text) : null
}

function readCombined(text: string): JsonObject | null {
  const match = combined.exec(text)
  if (match === null) return null
  const [, remote_addr, time_local, request, status, bytes, http_referer, http_user_agent] = match
  return {
    remote_addr,
    time_local,
    request,
    status,
    bytes,
    http_referer,
    http_user_agent: http_user_agent ?? '',
  }
}

function readPairs(text: string): JsonObject | null {
  const record: JsonObject = Object.create(null)
  let count = 0
  for (const [, key, quoted, plain] of text.matchAll(pair)) {
    record[key!] = quoted?.replaceAll('\\"', '"') ?? plain
    count++
  }
  if (count < 3) return null
  // Heroku's router: `service` is the time that the app took.
  if (record.dyno !== undefined && record.duration === undefined) record.duration = record.service
  return record
}
