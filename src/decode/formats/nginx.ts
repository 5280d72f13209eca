import type { Format } from './format.ts'

export const nginx: Format = {
  name: 'nginx',
  description: 'nginx log_format in JSON',
  source: 'https://nginx.org/en/docs/http/ngx_http_log_module.html',
  keys: 'request_time status request|request_uri|uri|path|url remote_addr|http_user_agent|body_bytes_sent|bytes_sent|upstream_response_time !response_flags !start_time',
  durations: {
    request_time: { whole: 's', fraction: 's', digits: 3 },
    duration: { whole: 's', fraction: 's', digits: 3 },
  },
}

export const nginxElk: Format = {
  name: 'nginx-elk',
  description: 'nginx log_format in JSON, as tutorials for the Elastic stack write it',
  source: 'https://nginx.org/en/docs/http/ngx_http_log_module.html',
  keys: 'responsetime status upstreamtime|upstreamhost|http_host|xff',
  durations: { responsetime: { whole: 's', fraction: 's', digits: 3 } },
}
