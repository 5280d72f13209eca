import type { Format } from './format.ts'

/** `slog.Duration`, `zap.Duration`: whole nanoseconds, or seconds with all of their digits. */
const goDuration = { whole: 'ns', fraction: 's', fewest: 7, loose: true } as const

export const zap: Format = {
  name: 'zap',
  description: 'Go services with zap (gin-contrib/zap and its like)',
  source: 'https://github.com/gin-contrib/zap/blob/master/zap.go',
  keys: 'level ts|time latency|duration|elapsed|took status|statusCode|status_code|code ip|user-agent|logger|caller|msg !pid !req !time',
  durations: {
    latency: goDuration,
    duration: goDuration,
    elapsed: goDuration,
    took: goDuration,
  },
}

export const ginZap: Format = {
  name: 'gin-zap',
  description: 'gin-contrib/zap',
  source: 'https://github.com/gin-contrib/zap/blob/master/zap.go',
  keys: 'level ts msg status method path query latency',
  durations: { latency: goDuration },
}

export const logrus: Format = {
  name: 'logrus',
  description: 'Go services with logrus',
  source: 'https://github.com/sirupsen/logrus/blob/master/json_formatter.go',
  keys: 'level msg time latency statusCode clientIP|dataLength',
  durations: { latency: { whole: 'ns', loose: true } },
}

export const zerolog: Format = {
  name: 'zerolog',
  description: 'Go services with zerolog/hlog',
  source: 'https://github.com/rs/zerolog/blob/master/hlog/hlog.go',
  keys: 'level url size duration method status !msg !ts',
  durations: { duration: 'ms' },
}

export const echo: Format = {
  name: 'echo',
  description: 'Echo default logger middleware',
  source: 'https://github.com/labstack/echo/blob/master/middleware/logger.go',
  keys: 'latency latency_human uri remote_ip bytes_in',
  durations: { latency: { whole: 'ns' } },
}

export const slog: Format = {
  name: 'slog',
  description: 'Go log/slog',
  source: 'https://pkg.go.dev/log/slog#JSONHandler',
  keys: 'time level msg duration|latency|elapsed|took method path|url|uri status|statusCode|status_code !pid !req !logger',
  durations: {
    duration: goDuration,
    latency: goDuration,
    elapsed: goDuration,
    took: goDuration,
  },
}
