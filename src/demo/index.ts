export { incidentNames } from './incidents.ts'
export { type DemoOptions, DemoTraffic } from './traffic.ts'
