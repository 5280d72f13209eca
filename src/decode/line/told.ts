import type { JsonObject } from './parse.ts'

const method = '(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|TRACE|CONNECT|PROPFIND|PURGE)'
/** Of an absolute URL it would be a call to somebody else, as HTTP clients log it. */
const target = '(\\/\\S{0,2047})'
const duration = '((?:\\d[\\d.]{0,15} ?(?:ns|us|µs|μs|ms|s|m|h)){1,3})'
const address = '([\\da-fA-F.:]{3,45})'
const protocol = 'HTTP\\/[\\d.]{1,3}'

interface Sentence {
  readonly pattern: RegExp
  /** What the groups of the pattern are. */
  readonly groups: readonly string[]
}

const sentence = (pattern: string, groups: string): Sentence => ({
  pattern: new RegExp(pattern, 's'),
  groups: groups.split(' '),
})

/** How frameworks tell of a request where nobody made fields of it. Anchored and bounded: the text is anybody's. */
const sentences: readonly Sentence[] = [
  // uvicorn, hypercorn, Granian, werkzeug, aiohttp, actix-web, Django's runserver
  sentence(
    `^(?:\\[[^\\]]{1,40}\\] )?(?:([^\\s"/]{1,255}?)(?: - - | - | )(?:\\[([^\\]]{1,64})\\] )?)?"${method} ${target} (?:HTTP\\/)?[\\d.]{1,3}" (\\d{3})(?= |$)(.{0,4096})`,
    'client time method url status rest',
  ),
  // chi
  sentence(
    `^"${method} (https?:\\/\\/\\S{1,2047}) ${protocol}" from (\\S{1,255}) - (\\d{3}) \\S{1,20} in ${duration}`,
    'method url client status duration',
  ),
  // morgan (tiny, dev, short), Kibana, Serilog, NestJS by hand
  sentence(
    `^(?:--> |<-- |HTTP |(?:HTTP )?(?:Request|Response)(?: completed| finished| handled)?: |${address} \\S{1,60} )?${method} ${target}(?: ${protocol})? (?:- |-> |=> HTTP |responded (?:with )?|status[=:] ?)?(\\d{3})(?=[ ,]|$)(.{0,48})`,
    'client method url status rest',
  ),
  // weaveworks/common, as Loki, Mimir and Tempo have it
  sentence(`^${method} ${target} \\((\\d{3})\\) ${duration}$`, 'method url status duration'),
  // Synapse
  sentence(
    `^${address} - \\S{1,32} - \\{[^}]{0,512}\\} Processed request: (\\d[\\d.]{0,12}s)ec/[^"]{1,200} (\\d{3})!? "${method} ${target} ${protocol}" "([^"]{0,4096})"`,
    'client duration status method url user_agent',
  ),
  // go-zero
  sentence(
    `^\\[HTTP\\] (\\d{3}) - ${method} ${target} - ([\\da-fA-F.:[\\]]{3,45}) - (.{0,4096})`,
    'status method url client user_agent',
  ),
  // BentoML
  sentence(
    `^(\\S{1,64}) \\(scheme=\\w{1,8},method=${method},path=${target.replace('\\S', '[^\\s,]')},[^)]{0,512}\\) \\(status=(\\d{3}),[^)]{0,512}\\) ${duration}(?= |$)`,
    'client method url status duration',
  ),
  // Gitea, Forgejo
  sentence(
    `^router: completed ${method} ${target} for (\\S{1,100}?), (\\d{3}) [A-Za-z' -]{2,40} in ${duration} @`,
    'method url client status duration',
  ),
  // Moleculer
  sentence(`^<= (\\d{3}) ${method} ${target} \\[\\+?${duration}\\]`, 'status method url duration'),
  // Strapi
  sentence(`^${method} ${target} \\(${duration}\\) (\\d{3})$`, 'method url duration status'),
  // Tornado
  sentence(
    `^(\\d{3}) ${method} ${target} \\(([^)\\s]{1,100})\\) ${duration}`,
    'status method url client duration',
  ),
  // Status first, as many write it by hand
  sentence(`^\\[?(\\d{3})\\]?:? ${method} ${target}(?= |$)(.{0,48})`, 'status method url rest'),
  // Ktor
  sentence(
    `^(\\d{3}) [A-Za-z' -]{2,40}: ${method} - ${target}(?: in ${duration})?$`,
    'status method url duration',
  ),
  // gin
  sentence(
    `^\\[GIN\\] [\\d/]{10} - [\\d:]{8} \\| {1,3}(\\d{3}) {1,3}\\| {0,16}${duration} \\| {1,32}(\\S{1,64}) \\| {0,3}${method} {1,9}"${target}"`,
    'status duration client method url',
  ),
  // The two lines of Rails and of Phoenix
  sentence(`^(?:Started )?${method} "?${target.replace('\\S', '[^\\s"]')}"?$`, 'method url'),
  sentence(
    `^Started ${method} "${target.replace('\\S', '[^\\s"]')}" for ${address} at `,
    'method url client',
  ),
  sentence(`^(?:Sent|Completed) (\\d{3})(?: [A-Z][A-Za-z' -]{0,40})? in ${duration}`, 'status duration'),
]

const colours = /\x1b\[[0-9;]{0,20}m/g
const level = /^(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR): {1,10}/
const agents = /^[^"]{0,64}"[^"]{0,4096}" "([^"]{0,4096})"/
const inRest = /(?:^|[ (=])(\d[\d.]{0,15} ?(?:ns|us|µs|μs|ms|s))(?:$|[ ,)])/
/** actix-web ends its line with seconds, of six decimals. */
const actix = /" (\d{1,6}\.\d{6})$/
/** Granian with milliseconds, of three. */
const granian = /^ (\d{1,8}\.\d{3})$/

/** Odoo with its queries, the time they took and the rest of the time, both in seconds. */
const odoo = /^ - \d{1,9} (\d{1,6}\.\d{3}) (\d{1,6}\.\d{3})$/

/** A request told in a sentence, as a record with the usual names; `null` for any other text. */
export function readTold(text: string): JsonObject | null {
  const short = text.length > 8192 ? text.slice(0, 8192) : text.trimEnd()
  const plain = short.replace(colours, '').replace(level, '')
  for (const { pattern, groups } of sentences) {
    const match = pattern.exec(plain)
    if (match === null) continue
    const record: JsonObject = Object.create(null)
    for (const [i, name] of groups.entries()) if (match[i + 1] !== undefined) record[name] = match[i + 1]
    return withRest(record)
  }
  return null
}

/** What stands behind the status: agent and duration, if they say so. */
function withRest(record: JsonObject): JsonObject {
  const { rest } = record
  if (typeof rest !== 'string') return record
  delete record.rest
  const agent = agents.exec(rest)
  if (agent !== null) record.user_agent = agent[1]
  const seconds = actix.exec(rest)
  const millis = granian.exec(rest)
  const named = agent === null ? inRest.exec(rest) : null
  const queries = odoo.exec(rest)
  if (queries !== null) record.duration = `${Number(queries[1]) + Number(queries[2])}s`
  else if (seconds !== null) record.duration = `${seconds[1]}s`
  else if (millis !== null) record.duration = `${millis[1]}ms`
  else if (named !== null) record.duration = named[1]
  return record
}
