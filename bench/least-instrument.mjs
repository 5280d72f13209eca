// The least that measuring can do on Node's own HTTP events: a listener each, and the clock twice a request. Nothing
// is recorded or sent. What this costs, whoever counts requests inside the process pays: see instrument.mjs.
import { subscribe } from 'node:diagnostics_channel'
import { performance } from 'node:perf_hooks'

const startedAt = Symbol('startedAt')
const seen = { requests: 0, milliseconds: 0 }
subscribe('http.server.request.start', ({ socket }) => {
  socket[startedAt] = performance.now()
})
subscribe('http.server.response.finish', ({ socket, response }) => {
  if (response.statusCode < 100) return
  seen.requests++
  seen.milliseconds += performance.now() - socket[startedAt]
})
