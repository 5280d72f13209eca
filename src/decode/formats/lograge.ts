import type { Format } from './format.ts'

export const lograge: Format = {
  name: 'lograge',
  description: 'lograge (Ruby on Rails)',
  source: 'https://github.com/roidrage/lograge/blob/master/lib/lograge/log_subscribers/action_controller.rb',
  keys: 'controller action status duration',
  durations: { duration: 'ms', view: 'ms' },
}
