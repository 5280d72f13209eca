/**
 * Log lines for comparing the two ways of decoding: lines of known products with ordinary and with awkward
 * values, and lines with a few bytes changed. The same seed gives the same lines.
 */
import { oddValue, spelling } from './odd-values.ts'
import { type Product, products, strangers } from './products.ts'
import { pick, type Random } from './random.ts'

/** Makers of records, one per product: mostly in the usual key order, with odd values in this share of places. */
export const records: readonly ((random: Random, oddity: number) => string)[] = products.map(
  product => (random: Random, oddity: number) => recordOf(product, random, oddity),
)

type Field = [key: string, json: string]

function recordOf(product: Product, random: Random, oddity: number): string {
  const fields = product.map(([key, make]): Field => [key, written(random, make(random), oddity)])
  while (random() < oddity * 2) distort(random, fields)
  return nested(fields, random() < 0.05 ? ' ' : '')
}

function written(random: Random, usual: unknown, oddity: number): string {
  if (random() < oddity) return oddValue(random, usual)
  return typeof usual === 'string' && random() < oddity ? spelling(random, usual) : JSON.stringify(usual)
}

/** Takes a field away, brings one twice, under its own or another spelling, brings a strange one, or mixes them. */
function distort(random: Random, fields: Field[]): void {
  const at = Math.floor(random() * fields.length)
  const [key, json] = fields[at] ?? ['a', '1']
  const put = (field: Field): void => {
    fields.splice(Math.floor(random() * (fields.length + 1)), 0, field)
  }
  const r = random()
  if (r < 0.2) fields.splice(at, 1)
  else if (r < 0.3) put([key, random() < 0.5 ? json : oddValue(random, 0)])
  else if (r < 0.5) put([respelt(random, key), random() < 0.5 ? json : oddValue(random, '')])
  else if (r < 0.85) {
    const [stranger, make] = pick(random, strangers)
    put([stranger, JSON.stringify(make(random))])
  } else if (r < 0.9) fields.sort(() => random() - 0.5)
  else put([`key${Math.floor(random() * 5000)}`, '1'])
}

/** Another spelling that squashes to the same. */
function respelt(random: Random, key: string): string {
  const r = random()
  if (r < 0.4) return key.toUpperCase()
  return r < 0.7 ? key.replace(/[_-]/g, '') : key.replace(/([a-z])([A-Z])|_/g, '$1-$2')
}

function nested(fields: readonly (readonly [string, string])[], space: string): string {
  let text = '{'
  let open: string[] = []
  for (const [key, json] of fields) {
    const parts = key.split('.')
    const parents = parts.slice(0, -1)
    let shared = 0
    while (shared < open.length && shared < parents.length && open[shared] === parents[shared]) shared++
    text += '}'.repeat(open.length - shared)
    if (!text.endsWith('{')) text += `,${space}`
    for (const parent of parents.slice(shared)) text += `"${parent}":${space}{`
    text += `"${parts.at(-1)}":${space}${json}`
    open = parents
  }
  return `${text}${'}'.repeat(open.length + 1)}`
}

const bytesWorth = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c, 0x3a, 0x20, 0x09, 0x0d, 0x00, 0x1f, 0x7f, 0x80, 0xc3, 0xe2, 0xff,
  0x2e, 0x2d, 0x65, 0x30, 0x39, 0x75,
]

/** The line with one to three places changed: bytes replaced, put in, taken out, moved, cut off. */
export function mutated(random: Random, line: Uint8Array): Uint8Array {
  let bytes = [...line]
  for (let n = Math.floor(random() * 3); n >= 0; n--) {
    const at = Math.floor(random() * bytes.length)
    const length = Math.floor(random() ** 3 * 20) + 1
    const r = random()
    if (r < 0.3) bytes[at] = random() < 0.7 ? pick(random, bytesWorth) : Math.floor(random() * 256)
    else if (r < 0.5) bytes.splice(at, 0, pick(random, bytesWorth))
    else if (r < 0.7) bytes.splice(at, length)
    else if (r < 0.8) bytes.splice(at, 0, ...bytes.slice(at, at + length))
    else if (r < 0.9) bytes.splice(at, length, ...new TextEncoder().encode(oddValue(random, '')))
    else bytes = bytes.slice(0, at)
  }
  return Uint8Array.from(bytes.filter(byte => byte !== 10))
}

/** Texts beside a record, in the place of one. */
const asides = [
  '',
  'plain',
  '{"half":',
  'status=200 method=GET path=/told',
  '"GET /told HTTP/1.1" 200',
  '[1]',
]

const stamp = '2026-11-22T08:40:00.123456789Z'

/** What containers, shippers and syslog make of a line. */
export const wrappings: readonly ((random: Random, line: string) => string)[] = [
  (_, line) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: stamp }),
  (r, line) =>
    JSON.stringify({
      log: r() < 0.8 ? line : pick(r, asides),
      stream: 'stderr',
      time: stamp,
      kubernetes: { pod_name: 'p' },
    }),
  (r, line) =>
    JSON.stringify({ '@timestamp': stamp, message: r() < 0.8 ? line : pick(r, asides), level: 'info' }),
  (r, line) =>
    JSON.stringify({
      time: 1795336800.5,
      msg: `request ${line}`,
      status: pick(r, [200, 'info', null]),
      log: pick(r, [line, 'x']),
    }),
  (r, line) => `${stamp} ${pick(r, ['stdout', 'stderr'])} ${r() < 0.9 ? 'F' : 'P'} ${line}`,
  (r, line) => `<134>1 ${stamp} host app ${Math.floor(r() * 3)} - - ${line}`,
  (r, line) => `Nov 22 08:40:0${Math.floor(r() * 10)} host nginx: ${line}`,
  (r, line) =>
    `${pick(r, ['web-1    | ', '[pod/shop/web] ', '\u001b[36mweb-1 |\u001b[0m ', '{"half":1 ', '[ ', '  ', '\ufeff', ', '])}${line}`,
]
