import { bare, each, iso, isoNano, ms, type Shape, seconds, target, whole } from './traffic.ts'

/** Services that share a source, each with its habits. */
export const together: readonly Shape[] = [
  {
    name: 'one key in seconds, milliseconds and nanoseconds: Caddy, lograge, slog',
    says: { ...bare, step: 1e-5 },
    lines: each((e, i) =>
      i % 3 === 0
        ? {
            level: 'info',
            ts: e.at / 1000,
            logger: 'http.log.access',
            msg: 'handled request',
            request: { remote_port: '1', proto: 'HTTP/2.0', method: e.method, host: 'x', uri: target(e) },
            duration: seconds(e, 9),
            size: 12,
            status: e.status,
          }
        : i % 3 === 1
          ? {
              method: e.method,
              path: e.path,
              format: 'html',
              controller: 'x',
              action: 'y',
              status: e.status,
              duration: ms(e, 2),
              time: iso(e.at),
            }
          : {
              time: isoNano(e.at),
              level: 'INFO',
              msg: 'request',
              method: e.method,
              path: e.path,
              status: e.status,
              duration: e.nanos,
            },
    ),
  },
  {
    name: 'fractions of seconds and whole milliseconds under a name that says neither',
    says: { ...bare, step: 0.001 },
    lines: each((e, i) =>
      i % 2 === 0
        ? {
            timestamp: iso(e.at),
            method: e.method,
            path: e.path,
            status: e.status,
            duration: e.nanos / 1e9,
          }
        : { time: e.at, method: e.method, url: target(e), statusCode: e.status, duration: whole(e) },
    ),
  },
  {
    name: 'request_time of nginx, and of somebody who rounds milliseconds',
    says: { ...bare, step: 0.001 },
    lines: each((e, i) =>
      i % 2 === 0
        ? {
            time: iso(e.at),
            request: `${e.method} ${target(e)} HTTP/1.1`,
            status: e.status,
            request_time: seconds(e, 3),
          }
        : {
            level: 'info',
            timestamp: iso(e.at),
            method: e.method,
            url: e.path,
            status: e.status,
            request_time: whole(e),
          },
    ),
  },
]
