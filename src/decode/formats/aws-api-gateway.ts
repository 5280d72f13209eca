import type { Format } from './format.ts'

export const awsApiGateway: Format = {
  name: 'aws-api-gateway',
  description: 'AWS API Gateway access log',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  keys: 'requestTime|requestTimeEpoch httpMethod|routeKey status responseLatency|responseLength|integrationStatus',
  durations: { responseLatency: 'ms', latency: { whole: 'ms' } },
}
