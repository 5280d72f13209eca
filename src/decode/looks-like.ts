/** A kind of log that is not JSON lines: how to tell one of its lines, and what people call it. */
interface TextFormat {
  readonly name: string
  readonly line: RegExp
}

/** The more special first. Patterns are anchored and bounded: the text is anybody's. */
const textFormats: readonly TextFormat[] = [
  { name: 'W3C extended log (IIS, CloudFront)', line: /^#(Version|Fields|Software|Date): / },
  {
    name: 'AWS load balancer log',
    line: /^(https?|h2|wss?|grpcs) \d{4}-\d\d-\d\dT\S{1,40} \S{1,100} \S{1,50}:\d{1,5} /,
  },
  {
    name: 'Apache/nginx combined log',
    line: /^\S{1,255} \S{1,255} .{1,255}\[\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:[\d:]{8} [+-]\d{4}\] "/,
  },
  {
    name: 'HAProxy text log',
    line: /^.{0,200}\S{1,60}:\d{1,5} \[\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:[\d:.]{8,16}\] \S{1,100} \S{1,100} [\d/+-]{5,60} \d{3} /,
  },
  {
    name: 'nginx error log',
    line: /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[(debug|info|notice|warn|error|crit|alert|emerg)\] \d/,
  },
  { name: 'gin text log', line: /^\[GIN\] \d{4}\/\d\d\/\d\d - / },
  { name: 'hono logger text', line: /^(<--|-->) [A-Z]{3,10} \// },
  { name: 'uvicorn text log', line: /^(INFO|WARNING|ERROR): {1,6}\S{1,60}:\d{1,5} - "[A-Z]{3,10} / },
  { name: 'Django runserver text', line: /^\[\d\d\/[A-Z][a-z]{2}\/\d{4} \d\d:\d\d:\d\d\] "[A-Z]{3,10} / },
  { name: 'morgan dev text', line: /^[A-Z]{3,10} \/\S{0,2000} (\d{3}|-) [\d.-]{1,12} ms\b/ },
  { name: 'Rails text log', line: /^(Started [A-Z]{3,10} "\/|Processing by |Completed \d{3} )/ },
  { name: 'Squid native log', line: /^\d{9,11}\.\d{3} {1,8}\d{1,10} \S{1,60} [A-Z_]{3,40}\/\d{3} / },
  { name: 'logfmt', line: /^(\S{1,60} ){0,6}[\w.@-]{1,64}=("[^"]{0,2000}"|\S{0,2000}) [\w.@-]{1,64}=\S/ },
  { name: 'Python dictionaries (single quotes): use json.dumps', line: /^\{'[\w.@ -]{1,64}': / },
  { name: 'XML', line: /^\s{0,40}<\/?[A-Za-z?!][\w:.-]{0,60}[\s>/?]/ },
  { name: 'syslog text', line: /^(<\d{1,3}>|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )/ },
]

const magics: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ['gzip data', [0x1f, 0x8b]],
  ['zstd data', [0x28, 0xb5, 0x2f, 0xfd]],
  ['a zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['bzip2 data', [0x42, 0x5a, 0x68]],
  ['xz data', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['Parquet', [0x50, 0x41, 0x52, 0x31]],
  ['an SQLite database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65]],
  ['UTF-16 text', [0xff, 0xfe]],
  ['UTF-16 text', [0xfe, 0xff]],
]

const mostLines = 100

/** What a log that is no JSON looks like, in words for a message; `null` when it is JSON, or empty. */
export function looksLike(sample: Uint8Array): string | null {
  const magic = magics.find(([, bytes]) => bytes.every((byte, i) => sample[i] === byte))
  if (magic !== undefined) return magic[0]
  const text = Buffer.from(sample.buffer, sample.byteOffset, Math.min(sample.length, 262_144)).toString(
    'utf8',
  )
  const lines = text
    .split('\n')
    .filter(line => line.trim() !== '')
    .slice(0, mostLines)
  if (lines.length === 0) return null
  if (lines.filter(holdsJson).length * 10 >= lines.length) return null
  if (isBinary(text)) return 'binary data'
  const best = mostLike(lines)
  return best ?? separatedValues(lines) ?? 'plain text'
}

function holdsJson(line: string): boolean {
  return (
    /\{\s{0,8}["}]/.test(line) ||
    /^\s{0,40}\[\s{0,8}\]/.test(line) ||
    /^\s{0,40}("[^"]{1,100}"\s{0,4}:|[{}[\]],?\s{0,4}$)/.test(line)
  )
}

function isBinary(text: string): boolean {
  let odd = 0
  const length = Math.min(text.length, 4096)
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0 || code === 0xfffd) odd++
  }
  return odd > length * 0.1
}

function mostLike(lines: readonly string[]): string | null {
  const plain = lines.map(line => line.replace(/\x1b\[[0-9;]{0,20}m/g, '').trimEnd())
  for (const { name, line } of textFormats) {
    const count = plain.filter(text => line.test(text)).length
    if (count * 2 >= plain.length || (name.startsWith('W3C') && count > 0)) return name
  }
  return null
}

/** Lines that all have the same number of separators, and at least two. */
function separatedValues(lines: readonly string[]): string | null {
  for (const [name, separator] of [
    ['CSV', ','],
    ['tab-separated values', '\t'],
    ['CSV with semicolons', ';'],
  ] as const) {
    const counts = lines.slice(0, 20).map(line => line.split(separator).length)
    if (lines.length > 1 && counts[0]! > 2 && counts.every(count => Math.abs(count - counts[0]!) <= 1))
      return name
  }
  return null
}
