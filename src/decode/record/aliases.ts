import { gaugeNames } from '../../model/index.ts'
import { squash } from './names.ts'
import { Slot } from './slots.ts'

/**
 * Names under which servers and loggers write a field, best first. `specific` names say what they are
 * wherever they stand: the order of the list decides, then depth. `generic` names are words that other things
 * bear too: depth decides, then the order of the list. Matched against whole key paths and their ends.
 */
interface Names {
  readonly slot: number
  readonly specific?: string
  readonly generic?: string
}

const lists: readonly Names[] = [
  {
    slot: Slot.status,
    specific: `http.response.status_code res.statusCode response.statusCode httpRequest.status proxy.statusCode
      DownstreamStatus EdgeResponseStatus http.status_code response.status_code response.status res.status
      httpStatusCode statusCode response_code responseStatusCode response_status httpStatus http_status
      sc-status elb_status_code edge_status final_status http_code respCode status_int`,
    generic:
      'status code response rc resp.code http.status result_code http_statcode return_code ret_code rsp_code pssc resp st s',
  },
  {
    slot: Slot.method,
    specific: `http.request.method httpRequest.requestMethod request.method req.method proxy.method
      ClientRequestMethod requestMethod httpMethod http.method cs-method http_verb reqMethod request_verb`,
    generic: 'method verb cqhm m',
  },
  {
    slot: Slot.requestLine,
    specific: 'requested_url request_line requestLine http_request first_line first_request_line',
    generic: 'request routeKey r',
  },
  {
    slot: Slot.path,
    specific: `req.url req.originalUrl request.uri request.url request.path request.raw_path
      httpRequest.requestUrl ClientRequestURI ClientRequestPath proxy.path url.original url.path
      request_uri raw_uri requestUri requestPath requested_uri requestUrl request_url http.target http.path http.url
      cs-uri-stem uri_path uri_stem url_path req.path reqPath request_target http_path http_uri originalUrl`,
    generic: 'uri url path endpoint url.full full_path uri.path fullPath target pathname cquuc p u',
  },
  {
    slot: Slot.route,
    specific: `http.route req.routeOptions.url routeOptions.url resourcePath matched_path matched_route
      route_template routeTemplate route_pattern routePattern path_template url_rule http.url_rule`,
    generic: 'route',
  },
  {
    slot: Slot.timestamp,
    specific: `StartUTC EdgeStartTimestamp started_at start_time startTime time_start startTimeUnixNano
      requestTimeEpoch time_iso8601 timeUnixNano time_unix_nano reqTimeSec request_start requestStart`,
    generic: `timestamp ts t time event_timestamp unixtime epoch epoch_ms timestamp_ms ts_ms msec time_local requestTime
      request_timestamp datetime date eventTime log_time logged_at TimeGenerated at asctime written_at request_received_at time.utc instant start @timestamp_ns
      observedTimeUnixNano __REALTIME_TIMESTAMP StartLocal isotime event_timestamp_ms request_received_timestamp epochtime cqtq
      startedDateTime added_on localtime date.$numberLong`,
  },
  {
    slot: Slot.end,
    specific: `EdgeEndTimestamp endTimeUnixNano end_time endTime time_end finished_at ended_at stage_timestamp
      completed_at finish_time stop_time stopped_at request_end response_timestamp`,
    generic: 'end stop finish',
  },
  {
    slot: Slot.client,
    specific: `request.client_ip client_ip clientIp ClientHost ClientIP httpRequest.remoteIp req.remoteAddress
      network.client.ip client.ip client.address source.ip proxy.clientIp http.client_ip remote_addr
      remote_address remote_ip remoteIP request.remote_ip request.remote_addr c-ip caller_ip cliIP req.ip
      request.ip request.clientIp client_addr clientAddr client_address peer_addr net.sock.peer.addr
      source_ip src_ip ip_address ipAddress sourceIpPort chi`,
    generic: `ip remote_host x_forwarded_for xff meta.req.headers.x-forwarded-for headers.x-forwarded-for
      downstream_remote_address remote client host_ip peer client:port fwd cf-connecting-ip forwarded-for true-client-ip x-real-ip
      source_ips user_ip id.orig_h host_address real_ip visitor_ip requester_ip remote_client`,
  },
  {
    slot: Slot.userAgent,
    specific: `user_agent.original user_agent http_user_agent req.headers.user-agent request.headers.user-agent
      headers.user-agent httpRequest.userAgent http.user_agent http.useragent ClientRequestUserAgent
      request_user_agent cs(User-Agent) req-headers.user-agent agent.original header.useragent`,
    generic: 'ua agent browser client_ua',
  },
  {
    slot: Slot.cache,
    specific: `cache_hit httpRequest.cacheHit CacheCacheStatus upstream_cache_status vercelCache cache_status
      cacheStatus x-edge-result-type x_edge_result_type edge_result_type cache_result cacheResult sc-cache-status`,
    generic: `handling cache fastly_info.state x-cache x-cache-status cf-cache-status x-vercel-cache
      x-proxy-cache hitmiss response_state cached is_cached from_cache cache_state srcache_fetch_status`,
  },
  { slot: Slot.cacheLookup, specific: 'httpRequest.cacheLookup cacheLookup' },
  {
    slot: Slot.errorMessage,
    specific:
      'error_message error.message err.message errorMessage errorInfo exception.message exception_message',
    generic: 'error exception err error_msg errorMsg failure_reason',
  },
  {
    slot: Slot.requestId,
    specific:
      'reqId req_id request_id requestId traceId trace_id correlation_id correlationId auditID task_uuid correlation',
    generic: 'req.id request.id RequestId id',
  },
  { slot: Slot.process, specific: 'pid process.pid' },
  { slot: Slot.fault, generic: 'err err.type exception error.stack err.stack error.type exception.type' },
  { slot: Slot.timeFraction, generic: 'timestamp_ms ts_ms time_ms timestamp_msec time_msec' },
  { slot: Slot.filename, generic: 'filename' },
  { slot: Slot.durationUnit, generic: 'elapsed_unit duration_unit latency_unit' },
  {
    slot: Slot.part,
    specific:
      'request_processing_time target_processing_time backend_processing_time response_processing_time time.busy time.idle',
  },
  { slot: Slot.logger, generic: 'logger' },
  { slot: Slot.origin, generic: 'span.kind span_kind kind source event_type metric origin' },
  { slot: Slot.message, generic: 'msg message' },
  {
    slot: Slot.call,
    generic: `direction msg message logger logger_name SourceContext category component module library scope
      event event.action event.name action name type log_type record_type channel label baseType
      itemType DependencyType upstream_cluster`,
  },
  {
    slot: Slot.summary,
    generic: `p50 p75 p90 p95 p99 p999 p50_ms p90_ms p95_ms p99_ms avg_ms mean_ms percentiles quantiles measurements.count
      measurements.total_time resourceMetrics labels.alertname fields.count fields.sum fields.value fields.mean`,
  },
  ...gaugeNames.map((name, index) => ({ slot: Slot.gauges + index, generic: name })),
]

export interface Alias {
  readonly slot: number
  readonly rank: number
  readonly specific: boolean
}

function build(): Map<string, Alias[]> {
  const table = new Map<string, Alias[]>()
  for (const { slot, specific, generic } of lists) {
    const named = [
      ...words(specific).map(name => ({ name, specific: true })),
      ...words(generic).map(name => ({ name, specific: false })),
    ]
    named.forEach(({ name, specific: isSpecific }, rank) => {
      const squashed = squash(name)
      const aliases = table.get(squashed) ?? []
      if (aliases.some(alias => alias.slot === slot)) return
      aliases.push({ slot, rank, specific: isSpecific })
      table.set(squashed, aliases)
    })
  }
  return table
}

function words(text: string | undefined): string[] {
  return text === undefined ? [] : text.trim().split(/\s+/)
}

/** Squashed name → what it may mean. */
export const aliases: ReadonlyMap<string, readonly Alias[]> = build()
