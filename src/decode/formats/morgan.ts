import type { Format } from './format.ts'

export const morgan: Format = {
  name: 'morgan',
  description: 'morgan with a JSON format',
  source: 'https://github.com/expressjs/morgan/blob/master/index.js',
  keys: 'response_time|responseTime|response-time|total_time url status method !endpoint !req !upstream_response_time !upstreamtime !http_host !clientip !body_bytes_sent !bytes_sent !http_user_agent !time_local !request_uri !request_time',
  durations: {
    response_time: { whole: 'ms', fraction: 'ms', digits: 3, loose: true },
    total_time: { whole: 'ms', fraction: 'ms', digits: 3 },
  },
}

export const expressWinston: Format = {
  name: 'express-winston',
  description: 'express-winston',
  source: 'https://github.com/bithavoc/express-winston/blob/main/index.js',
  keys: 'meta.res.statusCode meta.req.url responseTime',
  durations: { responseTime: 'ms' },
}
