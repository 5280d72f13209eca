import type { Format } from './format.ts'

export const zipkin: Format = {
  name: 'zipkin',
  description: 'Zipkin spans in JSON',
  source: 'https://zipkin.io/zipkin-api/#/default/post_spans',
  keys: 'traceId id localEndpoint timestamp duration',
  durations: { duration: { whole: 'us' } },
}

export const jaeger: Format = {
  name: 'jaeger',
  description: 'Jaeger spans in JSON',
  source: 'https://github.com/jaegertracing/jaeger-idl/blob/main/model/json/model.go',
  keys: 'traceID spanID operationName startTime duration',
  durations: { duration: { whole: 'us' } },
}
