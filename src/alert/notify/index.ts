export { type Channel, Delivery, type DeliveryOptions, type Outcome } from './delivery.ts'
export { type KeptAlerts, readKept, writeKept } from './state-file.ts'
export { openChannel, parseTarget, type Target, type TargetOptions } from './target.ts'
