import type { Format } from './format.ts'

export const cloudfront: Format = {
  name: 'cloudfront',
  description: 'Amazon CloudFront access logs',
  source: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html',
  keys: 'x-edge-location x-edge-result-type time-taken',
  durations: { 'time-taken': 's' },
}
