import { type Exchange, each, iso, type Shape, target } from './traffic.ts'

const rest = (e: Exchange): Record<string, unknown> => ({
  time: iso(e.at),
  status: e.status,
  latency_ms: e.nanos / 1e6,
  ip: e.ip,
  user_agent: e.agent,
  referer: '/from',
  file: '/srv/app/main.go',
})

/** Methods and paths under keys that say nothing of either. */
export const byValue: readonly Shape[] = [
  { name: 'operation', lines: each(e => ({ ...rest(e), operation: `${e.method} ${e.path}` })) },
  { name: 'http', lines: each(e => ({ ...rest(e), http: `${e.method} ${target(e)} HTTP/1.1` })) },
  { name: 'type and url', lines: each(e => ({ ...rest(e), type: e.method, url: target(e) })) },
  {
    name: 'method and event, as authentik',
    lines: each(e => ({ ...rest(e), method: e.method, event: target(e) })),
  },
  {
    name: 'nested one level',
    lines: each(e => ({ ...rest(e), call: { kind: e.method, what: `https://x.test${target(e)}` } })),
  },
]
