import type { Format } from './format.ts'

export const splunkStream: Format = {
  name: 'splunk-stream',
  description: 'Splunk Stream, HTTP',
  source: 'https://docs.splunk.com/Documentation/StreamApp/8.1.0/User/StreamFieldDetails',
  keys: 'time_taken bytes_in bytes_out src_ip dest_ip endtime',
  durations: { time_taken: 'us' },
}
