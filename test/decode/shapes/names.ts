import { type Exchange, each, goDuration, iso, plain, type Shape, whole } from './traffic.ts'

/** A plain record, with one of its fields under another name or written otherwise. */
function renamed(field: string, name: string, write: (e: Exchange) => unknown, says: Shape['says']): Shape {
  return {
    name: `${field} under ${name}`,
    says: { step: 0.001, ...says },
    lines: each((e, i) => {
      const usual: Record<string, unknown> = plain(e)
      delete usual[field]
      const value = write(e)
      if (i === 0 && value === undefined) throw new Error(name)
      const [outer, inner] = name.split('>')
      return { ...usual, [outer!]: inner === undefined ? value : { [inner]: value } }
    }),
  }
}

const durations = (
  'timings>total time_cost costTime useTime spendTime handle_time run_time rt turnaround_time durationSeconds ' +
  'total_ms handler_ms server_ms wall_ms response_ms e2e_latency_ms ttlb_ms timeToLastByteMs timeElapsed ' +
  'invocation_time latency>total duration>value latency_text'
).split(' ')
const duration = (name: string): ((e: Exchange) => unknown) =>
  name.endsWith('Seconds') ? e => e.nanos / 1e9 : name.endsWith('text') ? goDuration : whole

const local = (e: Exchange): string => iso(e.at).slice(0, -1).replace('T', ' ')
const parts = (e: Exchange): number[] => {
  const at = new Date(e.at)
  return [
    at.getUTCFullYear(),
    at.getUTCMonth() + 1,
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
    at.getUTCSeconds(),
    at.getUTCMilliseconds() * 1e6,
  ]
}
const weekday = (e: Exchange): string => new Date(e.at).toUTCString().slice(0, 3)
const times: readonly (readonly [name: string, write: (e: Exchange) => unknown, says?: Shape['says']])[] = [
  ['created_at', e => iso(e.at)],
  ['createTime', local],
  ['begin', e => e.at],
  ['unix_ms', e => e.at],
  ['time_unix_ms', e => e.at],
  ['ts_ns', e => `${e.at}000000`],
  ['time_iso', e => iso(e.at)],
  ['localtime', local],
  ['epochMillis', e => e.at],
  ['timestamp', parts],
  ['timestamp', e => ({ $date: { $numberLong: String(e.at) } })],
  ['timestamp', e => `22.11.2026 ${iso(e.at).slice(11, 23)}`],
  [
    'timestamp',
    e => `11/22/2026, ${Number(iso(e.at).slice(11, 13))}${iso(e.at).slice(13, 19)} AM`,
    { time: 'second' },
  ],
  ['timestamp', e => `/Date(${e.at})/`],
  ['timestamp', e => `@${(e.at / 1000).toFixed(3)}`],
  ['timestamp', e => `Nov 22, 2026 @ ${iso(e.at).slice(11, 23)}`],
  ['timestamp', e => `22 Nov 2026 ${iso(e.at).slice(11, 23)}`],
  ['timestamp', e => `11/22/2026 ${iso(e.at).slice(11, 23)}`],
  ['timestamp', e => `22/11/2026 ${iso(e.at).slice(11, 19)}`, { time: 'second' }],
  ['timestamp', e => `Sunday, 22-Nov-26 ${iso(e.at).slice(11, 19)} UTC`, { time: 'second' }],
  ['timestamp', e => `Nov 22, 2026 ${iso(e.at).slice(12, 19)} AM`, { time: 'second' }],
  ['timestamp', e => `2026-11-22 ${iso(e.at).slice(11, 23)} AM`],
  [
    'timestamp',
    e => `${weekday(e)} Nov 22 2026 ${iso(e.at).slice(11, 19)} GMT+0000 (Coordinated Universal Time)`,
    { time: 'second' },
  ],
]

/** Names and spellings that people invent. */
export const names: readonly Shape[] = [
  ...durations.map(name => renamed('duration_ms', name, duration(name), {})),
  ...times.map(([name, write, says]) => renamed('time', name, write, says)),
  ...['return_code', 'ret_code', 'rspCode', 'resultCode'].map(name =>
    renamed('status', name, e => e.status, {}),
  ),
  ...['real_ip', 'cf-connecting-ip', 'requester_ip'].map(name => renamed('ip', name, e => e.ip, {})),
  ...['cdn_cache_status', 'cache_state', 'srcache_fetch_status'].map(name =>
    renamed('cache', name, e => e.cache, { cache: true }),
  ),
]
