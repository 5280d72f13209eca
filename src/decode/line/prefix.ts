/** What stood before the JSON of a line, and is worth knowing. */
export interface Prefix {
  /** Where the JSON starts; −1 when there is none. */
  readonly start: number
  readonly wrapper: string | null
  /** Text of a time in the prefix: the fallback for records without one. */
  readonly time: string | null
}

const ansi = /\x1b\[[0-9;]{0,20}m/g

/** Without colours, carriage returns, byte order mark and NULs at the ends. */
export function cleanLine(text: string): string {
  const plain = text.includes('\x1b') ? text.replace(ansi, '') : text
  let start = 0
  let end = plain.length
  while (start < end && isPadding(plain.charCodeAt(start))) start++
  while (end > start && isPadding(plain.charCodeAt(end - 1))) end--
  return start === 0 && end === plain.length ? plain : plain.slice(start, end)
}

function isPadding(code: number): boolean {
  return (
    code === 32 || code === 13 || code === 9 || code === 0xfeff || code === 0 || code === 10 || code === 0x1e
  )
}

/** Where the JSON starts in a line that does not begin with it (syslog, docker compose, kubectl, heroku …). */
export function findJson(text: string): Prefix {
  const start = firstObject(text)
  if (start <= 0) return { start, wrapper: null, time: null }
  const head = text.slice(0, Math.min(start, 512))
  return { start, ...describe(head) }
}

function firstObject(text: string): number {
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
    let next = at + 1
    while (text.charCodeAt(next) === 32) next++
    const code = text.charCodeAt(next)
    if (code === 34 || (code === 125 && next === text.length - 1)) return at
    if (at > 65_536) return -1
  }
  return -1
}

const syslog5424 = /^<\d{1,3}>1 (\S{1,40}) /
const syslog3164 = /^<\d{1,3}>([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) /
const syslogFile = /^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) \S{1,255} /
const isoFirst = /^\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]{0,12} ?(?:Z|[+-]\d\d:?\d\d)?)/

function describe(head: string): { wrapper: string; time: string | null } {
  const rfc5424 = syslog5424.exec(head)
  if (rfc5424 !== null) return { wrapper: 'syslog', time: rfc5424[1]! }
  const bsd = syslog3164.exec(head) ?? syslogFile.exec(head)
  if (bsd !== null) return { wrapper: 'syslog', time: bsd[1]! }
  const time = isoFirst.exec(head)?.[1]?.trim() ?? null
  if (/^[\w.-]{1,128} {1,64}\| {0,4}/.test(head))
    return {
      wrapper: 'docker compose',
      time: isoFirst.exec(head.slice(head.indexOf('|') + 1).trim())?.[1] ?? null,
    }
  if (/^\[?(pod|container)\//.test(head)) return { wrapper: 'kubectl', time: null }
  return { wrapper: 'prefix', time }
}

export interface CriLine {
  readonly time: string
  readonly stream: string
  /** More parts of the same line follow. */
  readonly partial: boolean
  readonly content: string
}

/** `TIME stdout|stderr F|P CONTENT` of containerd and CRI-O; `null` for anything else. */
export function parseCri(text: string): CriLine | null {
  const space = text.indexOf(' ')
  if (space < 19 || space > 40) return null
  const stream = text.startsWith('stdout ', space + 1)
    ? 'stdout'
    : text.startsWith('stderr ', space + 1)
      ? 'stderr'
      : null
  const tag = text.charCodeAt(space + 8)
  if (stream === null || (tag !== 70 && tag !== 80)) return null
  const after = text.charCodeAt(space + 9)
  if (after !== 32 && after !== 58 && !Number.isNaN(after)) return null
  const content = text.indexOf(' ', space + 9)
  return {
    time: text.slice(0, space),
    stream,
    partial: tag === 80,
    content: content < 0 ? '' : text.slice(content + 1),
  }
}
