import type { Format } from './format.ts'

export const azureFrontDoor: Format = {
  name: 'azure-front-door',
  description: 'Azure Front Door access log',
  source: 'https://learn.microsoft.com/azure/frontdoor/monitor-front-door-reference',
  keys: 'trackingReference timeTaken httpStatusCode',
  durations: { timeTaken: 's' },
}

export const azureApplicationGateway: Format = {
  name: 'azure-application-gateway',
  description: 'Azure Application Gateway v2 access log',
  source: 'https://learn.microsoft.com/azure/application-gateway/monitor-application-gateway-reference',
  keys: 'timeTaken serverResponseLatency httpStatus',
  durations: { timeTaken: 's' },
}
