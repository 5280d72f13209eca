export { type GaugeReader, machineGauges } from './gauges.ts'
export { openSampler, type Sampler, type SamplerOptions } from './sampler.ts'
